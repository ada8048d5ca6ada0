/** A base model of the `azureml` registry that the chat-completion component can fine-tune. */
export interface BaseModel {
  readonly name: string;
  /** Newest version that its published spec names. */
  readonly version: string;
  /** Tokens that it can read, `textContextWindow` of its spec. */
  readonly contextTokens: number;
  /** VM sizes of `system_metadata.supportedComputes.finetuneComputes`. */
  readonly trainingSizes: readonly string[];
  /** VM sizes of `system_metadata.supportedComputes.inferenceComputes`. */
  readonly servingSizes: readonly string[];
  readonly source: string;
}

const a100 = [
  "Standard_NC24ads_A100_v4",
  "Standard_NC48ads_A100_v4",
  "Standard_NC96ads_A100_v4",
  "Standard_ND96asr_v4",
  "Standard_ND96amsr_A100_v4",
] as const;
const h100 = [
  "Standard_NC40ads_H100_v5",
  "Standard_NC80adis_H100_v5",
  "Standard_ND96isr_H100_v5",
] as const;
const v100 = [
  "Standard_NC6s_v3",
  "Standard_NC12s_v3",
  "Standard_NC24s_v3",
  "Standard_ND40rs_v2",
] as const;

/** Models with their supported VM sizes, as their specs had them on 2026-11-20. */
export const baseModels: readonly BaseModel[] = [
  {
    name: "Phi-3-mini-4k-instruct",
    version: "15",
    contextTokens: 4096,
    trainingSizes: a100,
    servingSizes: [...v100, ...a100],
    source: "Azure/azureml-assets assets/models/system/phi-3-mini-4k-instruct/spec.yaml",
  },
  {
    name: "Phi-3-small-8k-instruct",
    version: "6",
    // The spec names 131072, the window of the model's other variant; that of this one is in its name.
    contextTokens: 8192,
    trainingSizes: ["Standard_NC96ads_A100_v4", "Standard_ND96amsr_A100_v4"],
    servingSizes: [
      "Standard_NC24ads_A100_v4",
      "Standard_NC48ads_A100_v4",
      "Standard_NC96ads_A100_v4",
      "Standard_ND96amsr_A100_v4",
    ],
    source: "Azure/azureml-assets assets/models/system/phi-3-small-8k-instruct/spec.yaml",
  },
  {
    name: "Phi-4",
    version: "8",
    contextTokens: 16384,
    trainingSizes: [...a100, ...h100],
    servingSizes: [...a100, ...h100],
    source: "Azure/azureml-assets assets/models/system/Phi-4/spec.yaml",
  },
];

/** The model of that name, compared without case as the registry does. */
export function findBaseModel(name: string): BaseModel | undefined {
  return baseModels.find((model) => model.name.toLowerCase() === name.toLowerCase());
}
