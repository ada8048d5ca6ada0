/** One version of a model of the `azureml` registry. */
export interface RegistryModel {
  readonly name: string;
  readonly version: string;
  /** Emulated days, YYYY-MM-DD. */
  readonly created: string;
  readonly archived?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Lists of VM sizes that the spec's `system_metadata.supportedComputes` has. */
  readonly supportedComputes?: {
    readonly finetuneComputes: readonly string[];
    readonly inferenceComputes: readonly string[];
  };
  readonly retirement?: { readonly finetune: string; readonly inference: string };
}

const a100 = [
  "Standard_NC24ads_A100_v4",
  "Standard_NC48ads_A100_v4",
  "Standard_NC96ads_A100_v4",
  "Standard_ND96asr_v4",
  "Standard_ND96amsr_A100_v4",
];
const v100 = ["Standard_NC6s_v3", "Standard_NC12s_v3", "Standard_NC24s_v3", "Standard_ND40rs_v2"];
const h100 = ["Standard_ND96isr_H100_v5", "Standard_NC40ads_H100_v5", "Standard_NC80adis_H100_v5"];

/** A mapping or list as Python's `repr` writes it: that is how the registry keeps such tags. */
function pythonLiteral(
  value: Readonly<Record<string, string | number>> | readonly string[],
): string {
  const one = (item: string | number) => (typeof item === "string" ? `'${item}'` : String(item));
  return Array.isArray(value)
    ? `[${value.map((item: string) => one(item)).join(", ")}]`
    : `{${Object.entries(value)
        .map(([key, item]) => `'${key}': ${one(item)}`)
        .join(", ")}}`;
}

const common = {
  apply_deepspeed: "true",
  deepspeed_stage: 2,
  apply_lora: "true",
  apply_ort: "false",
  precision: 16,
  ignore_mismatched_sizes: "false",
  num_train_epochs: 1,
};
const batch = { per_device_train_batch_size: 1, per_device_eval_batch_size: 1 };
const rest = {
  lr_scheduler_type: "cosine",
  logging_strategy: "steps",
  logging_steps: 10,
  save_total_limit: 1,
};

/**
 * Model versions with the days of their lives. Newest versions: Azure/azureml-assets assets/models/system/<name>/spec.yaml
 * as read on 2026-07-23. Number, day and lists of the older Phi-3-mini version are made up to the shape that the
 * tutorial's program reads; the publication days of the others are approximate.
 */
export const registryModels: readonly RegistryModel[] = [
  {
    name: "Phi-3-mini-4k-instruct",
    version: "7",
    created: "2024-05-21",
    archived: "2024-12-01",
    tags: {
      task: "chat-completion",
      finetune_compute_allow_list: pythonLiteral([...a100, "Standard_ND40rs_v2"]),
      inference_compute_allow_list: pythonLiteral([...v100, ...a100]),
      model_specific_defaults: pythonLiteral({ ...common, learning_rate: "5e-6", ...rest }),
    },
  },
  {
    name: "Phi-3-mini-4k-instruct",
    version: "15",
    created: "2024-11-20",
    archived: "2026-06-02",
    tags: {
      _aml_system_vanity_registry: "azureml-phi",
      model_specific_defaults: pythonLiteral({
        ...common,
        ...batch,
        gradient_accumulation_steps: 1,
        learning_rate: "5e-6",
        learning_rate_min: "5e-7",
        learning_rate_max: "5e-5",
        ...rest,
      }),
    },
    supportedComputes: { finetuneComputes: a100, inferenceComputes: [...v100, ...a100] },
    retirement: { finetune: "2025-08-30", inference: "2025-08-30" },
  },
  {
    name: "Phi-3-small-8k-instruct",
    version: "6",
    created: "2024-11-20",
    tags: {
      model_specific_defaults: pythonLiteral({
        ...common,
        deepspeed_stage: 3,
        apply_lora: "false",
        per_device_train_batch_size: 4,
        per_device_eval_batch_size: 4,
        gradient_accumulation_steps: 4,
        learning_rate: "5e-6",
        ...rest,
        max_seq_length: 4096,
      }),
    },
    supportedComputes: {
      finetuneComputes: ["Standard_ND96amsr_A100_v4", "Standard_NC96ads_A100_v4"],
      inferenceComputes: a100.filter((name) => name !== "Standard_ND96asr_v4"),
    },
    retirement: { finetune: "2025-08-30", inference: "2025-08-30" },
  },
  {
    name: "Phi-4",
    version: "8",
    created: "2025-05-15",
    tags: {
      model_specific_defaults: pythonLiteral({
        ...common,
        deepspeed_stage: 3,
        ...batch,
        gradient_accumulation_steps: 1,
        learning_rate: "5e-6",
        ...rest,
      }),
    },
    supportedComputes: {
      finetuneComputes: [...a100, ...h100],
      inferenceComputes: [...a100, ...h100],
    },
  },
];

/** What the registry knows of models on a day. */
export function modelsAsOf(asOf: Date): readonly (RegistryModel & { isArchived: boolean })[] {
  const day = asOf.toISOString().slice(0, 10);
  return registryModels
    .filter(({ created }) => created <= day)
    .map((model) => ({ ...model, isArchived: (model.archived ?? "9") <= day }));
}
