import { z } from "zod";
import { integer, number, positive, section, step, text, textFlag } from "./fields";

/**
 * Inputs of `chat_completion_pipeline` that decide how it trains. Names, types and allowed values are
 * those of Azure/azureml-assets assets/training/finetune_acft_hf_nlp, component version 0.0.82.
 * What is left out here is the preset's, then the model's, then the component's.
 */
export const parameters = section({
  num_train_epochs: integer(1, 1000).optional().describe("Times that all rows are trained on."),
  max_steps: integer(-1, 1e9).optional().describe("Steps at most; -1: by epochs."),
  per_device_train_batch_size: integer(1, 4096).optional().describe("Rows per GPU and step."),
  per_device_eval_batch_size: integer(1, 4096).optional().describe("The same in evaluation."),
  auto_find_batch_size: textFlag().optional().describe("Halve the batch when memory runs out."),
  gradient_accumulation_steps: integer(1, 4096).optional().describe("Batches per update."),
  eval_accumulation_steps: integer(-1, 1e6)
    .optional()
    .describe("Evaluation batches kept on the GPU; -1: all."),
  learning_rate: positive(1).optional().describe("Highest learning rate."),
  lr_scheduler_type: z
    .enum([
      "linear",
      "cosine",
      "cosine_with_restarts",
      "polynomial",
      "constant",
      "constant_with_warmup",
    ])
    .optional()
    .describe("Course of the learning rate."),
  warmup_steps: integer(0, 1e9).optional().describe("Steps until the learning rate is reached."),
  optim: z.enum(["adamw_torch", "adafactor"]).optional().describe("Optimizer."),
  weight_decay: number(0, 1).optional().describe("Decay of weights, biases left out."),
  adam_beta1: number(0, 1).optional().describe("First decay rate of AdamW."),
  adam_beta2: number(0, 1).optional().describe("Second decay rate of AdamW."),
  adam_epsilon: positive(1).optional().describe("Epsilon of AdamW."),
  max_grad_norm: number(0, 1e6).optional().describe("Norm at which gradients are clipped."),
  precision: step([16, 32]).optional().describe("Bits of a number; 16 is mixed precision."),
  seed: integer(0, 4_294_967_295).optional().describe("Seed of everything random."),
  enable_full_determinism: textFlag().optional().describe("Same result on every run; slower."),
  dataloader_num_workers: integer(0, 1024).optional().describe("Processes that load rows."),
  ignore_mismatched_sizes: textFlag().optional().describe("Take weights of another shape."),
  evaluation_strategy: z.enum(["epoch", "steps", "disable"]).optional().describe("When to test."),
  evaluation_steps_interval: number(0, 1).optional().describe("Part of an epoch between tests."),
  eval_steps: integer(1, 1e9).optional().describe("Steps between tests."),
  logging_strategy: z.enum(["epoch", "steps"]).optional().describe("When metrics are logged."),
  logging_steps: integer(1, 1e9).optional().describe("Steps between two logged values."),
  metric_for_best_model: z
    .enum(["loss", "f1", "exact"])
    .optional()
    .describe("Metric by which checkpoints are compared."),
  save_total_limit: integer(-1, 1e6).optional().describe("Checkpoints that are kept; -1: all."),
  resume_from_checkpoint: textFlag().optional().describe("Go on from the last checkpoint."),
  apply_early_stopping: textFlag().optional().describe("Stop when testing gets worse."),
  early_stopping_patience: integer(1, 1e6).optional().describe("Worse tests until the stop."),
  early_stopping_threshold: number(0, 1e6).optional().describe("Least gain of a better test."),
  batch_size: integer(1, 1e6).optional().describe("Rows per call of the tokenizer."),
  pad_to_max_length: textFlag().optional().describe("Pad every row to max_seq_length."),
  max_seq_length: integer(-1, 1e7).optional().describe("Tokens of a row; -1: the model's most."),
});

/** Inputs of `chat_completion_pipeline` that save memory or time; same source. */
export const optimisation = section({
  apply_lora: textFlag().optional().describe("Train low-rank adapters, not all weights."),
  merge_lora_weights: textFlag().optional().describe("Write the adapters into the model."),
  lora_alpha: integer(1, 1e6).optional().describe("Scale of the adapters."),
  lora_r: integer(1, 1e6).optional().describe("Rank of the adapters."),
  lora_dropout: number(0, 1).optional().describe("Dropout of the adapters."),
  apply_deepspeed: textFlag().optional().describe("Spread optimizer and gradients over GPUs."),
  deepspeed_stage: step([2, 3]).optional().describe("3 spreads the weights, too."),
  apply_ort: textFlag().optional().describe("Train with ONNX Runtime."),
  shm_size_finetune: text(/^\d{1,6}[kmg]$/, "a size such as '5g'")
    .optional()
    .describe("Shared memory of the training container."),
});

/** Inputs that the program fills in itself, with the setting to use for each. */
export const inputsOfTheProgram: Readonly<Record<string, string>> = {
  mlflow_model_path: "training.model",
  train_file_path: "data.train",
  test_file_path: "data.test",
  num_nodes_finetune: "training.numNodes",
  number_of_gpu_to_use_finetuning: "cluster.vmSize",
  compute_model_import: "naming.cluster",
  compute_preprocess: "naming.cluster",
  compute_finetune: "naming.cluster",
  compute_model_evaluation: "naming.cluster",
  instance_type_model_import: "cluster.vmSize",
  instance_type_preprocess: "cluster.vmSize",
  instance_type_finetune: "cluster.vmSize",
  instance_type_model_evaluation: "cluster.vmSize",
};
