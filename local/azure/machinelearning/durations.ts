/**
 * How long Azure ML takes, in seconds. Where Microsoft gives no number these are what users of the service usually see;
 * all of them are multiplied by the latency of local Azure.
 */
export const durations = {
  workspaceCreate: 45,
  workspaceUpdate: 10,
  workspaceDelete: 30,
  computeCreate: 15,
  computeDelete: 60,
  /** From zero nodes to a running one: 2 to 5 minutes, more for GPU images. */
  nodeStart: 180,
  nodeStop: 30,
  /** How often a queue without room looks again. */
  queueRetry: 60,
  jobPrepare: 20,
  stepPrepare: 30,
  jobFinalize: 15,
  endpointCreate: 60,
  endpointUpdate: 15,
  endpointDelete: 60,
  /** How long a GET may still show an endpoint as it was before an accepted PUT. */
  endpointStale: 3,
  /** Without the model's download and the first probe. */
  deploymentCreate: 300,
  deploymentDelete: 90,
  deploymentScale: 120,
  regenerateKeys: 5,
} as const;

/** Seconds of each pipeline step apart from its nodes' start; `perRow` is added for each row of the training file. */
export const stepDurations: Readonly<Record<string, { base: number; perRow: number }>> = {
  ft_nlp_common_validation: { base: 60, perRow: 0.005 },
  chat_completion_model_import: { base: 120, perRow: 0 },
  chat_completion_datapreprocess: { base: 60, perRow: 0.02 },
  chat_completion_finetune: { base: 300, perRow: 0.5 },
  ft_nlp_model_converter: { base: 120, perRow: 0 },
  model_prediction: { base: 120, perRow: 0.05 },
  compute_metrics: { base: 60, perRow: 0 },
};
