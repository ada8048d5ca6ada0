/** Parameters and optimisation of the tutorial with the registry's component (FineTuning_MLSDK). */
const tutorial = {
  parameters: {
    num_train_epochs: 3,
    per_device_train_batch_size: 1,
    per_device_eval_batch_size: 1,
    learning_rate: 5e-6,
    lr_scheduler_type: "cosine",
  },
  optimisation: { apply_lora: "true", apply_deepspeed: "true", deepspeed_stage: 2 },
};

/** Sets of values by name; the config wins over each of them. */
export const presets = {
  /** The rows that come with the project, trained as in the first tutorial. Local Azure's hub has them as a data set. */
  sample: {
    data: {
      train: "data/sample/train_sft.jsonl",
      test: "data/sample/test_sft.jsonl",
      source: "azure-finetune/osprin-railway",
      splits: { train: "train_sft", test: "test_sft" },
      percent: 100,
    },
    training: tutorial,
  },
  /** Phi cookbook, FineTuning_MLSDK: parts of the SFT splits, fixed parameters. */
  "ultrachat-sdk": {
    data: {
      train: "ultrachat_200k_dataset/train_sft.jsonl",
      test: "ultrachat_200k_dataset/test_sft.jsonl",
      source: "HuggingFaceH4/ultrachat_200k",
      splits: { train: "train_sft", test: "test_sft" },
      percent: 5,
    },
    training: tutorial,
  },
  /** Phi cookbook, E2E_Phi-3-FineTuning_PromptFlow_Integration_AIFoundry: the model's own parameters. */
  "ultrachat-foundry": {
    data: {
      train: "data/train_data.jsonl",
      test: "data/test_data.jsonl",
      source: "HuggingFaceH4/ultrachat_200k",
      splits: { train: "train_sft" },
      percent: 1,
      split: { testShare: 0.2 },
    },
  },
} as const;

export type PresetName = keyof typeof presets;

export const presetNames: readonly string[] = Object.keys(presets);

export function isPresetName(name: string): name is PresetName {
  return presetNames.includes(name);
}

type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `over` on top of `base`; objects are merged, anything else is replaced. */
export function merge(base: Tree, over: Tree): Tree {
  const merged = Object.entries(over).map(([key, value]): [string, unknown] => {
    const below = base[key];
    return [key, isTree(below) && isTree(value) ? merge(below, value) : value];
  });
  return Object.fromEntries([...Object.entries(base), ...merged]);
}
