/** Display name of the tutorial (row A11): missing values count 1, limits −1. */
export function displayName(
  model: string,
  parameters: Readonly<Record<string, string>>,
  gpusPerNode: number,
): string {
  const count = (name: string) => Number(parameters[name] ?? 1);
  const batch =
    count("per_device_train_batch_size") *
    count("gradient_accumulation_steps") *
    gpusPerNode *
    count("num_nodes_finetune");
  const deepspeed =
    parameters.apply_deepspeed === "true" ? `ds${parameters.deepspeed_stage ?? "2"}` : "nods";
  const lora = parameters.apply_lora === "true" ? "lora" : "nolora";
  return [
    `${model}-ultrachat`,
    `bs${batch}`,
    parameters.lr_scheduler_type ?? "linear",
    deepspeed,
    lora,
    `save_limit${parameters.save_total_limit ?? "-1"}`,
    `seqlen${parameters.max_seq_length ?? "-1"}`,
  ].join("-");
}
