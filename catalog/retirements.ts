/** Something that Azure takes away on a day. */
export interface Retirement {
  /** First day, YYYY-MM-DD, on which it cannot be had any more. */
  readonly on: string;
  /** What to use instead when nothing better is known. */
  readonly successor: string;
  /** Where the date is from. */
  readonly source: string;
}

/**
 * Base models of the `azureml` registry that cannot be fine-tuned any more, by name. The date is the
 * spec's `finetuneRetirementDate`. Phi-4 is the only model with `chat-completion` fine-tuning
 * that is neither archived nor dated for retirement (read 2026-11-20).
 */
export const modelRetirements: Readonly<Record<string, Retirement>> = {
  "Phi-3-mini-4k-instruct": {
    on: "2025-08-30",
    successor: "Phi-4",
    source:
      "Azure/azureml-assets assets/models/system/phi-3-mini-4k-instruct/spec.yaml, version 15",
  },
  "Phi-3-small-8k-instruct": {
    on: "2025-08-30",
    successor: "Phi-4",
    source:
      "Azure/azureml-assets assets/models/system/phi-3-small-8k-instruct/spec.yaml, version 6",
  },
};

const ncv3 = {
  on: "2025-09-30",
  successor: "Standard_NC24ads_A100_v4",
  source:
    "MicrosoftDocs/azure-compute-docs articles/virtual-machines/sizes/retirement/retired-sizes-list.md",
} satisfies Retirement;

const kepler = {
  on: "2023-08-31",
  successor: "Standard_NC24ads_A100_v4",
  source: "https://learn.microsoft.com/azure/virtual-machines/n-series-migration",
} satisfies Retirement;

/** VM sizes that cannot be provisioned any more, by name. */
export const vmSizeRetirements: Readonly<Record<string, Retirement>> = {
  Standard_NC6s_v3: ncv3,
  Standard_NC12s_v3: ncv3,
  Standard_NC24s_v3: ncv3,
  Standard_NC24rs_v3: ncv3,
  Standard_NC6: kepler,
  Standard_NC12: kepler,
  Standard_NC24: kepler,
  Standard_NC24r: kepler,
  Standard_NC6s_v2: kepler,
  Standard_NC12s_v2: kepler,
  Standard_NC24s_v2: kepler,
  Standard_NC24rs_v2: kepler,
};
