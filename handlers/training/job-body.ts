export interface PipelineJob {
  readonly displayName: string;
  readonly experiment: string;
  readonly componentName: string;
  readonly componentId: string;
  readonly modelId: string;
  readonly trainUri: string;
  readonly testUri: string;
  readonly computeName: string;
  readonly gpusPerNode: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

const literal = (value: string) => ({ job_input_type: "literal", value });

/**
 * Body of the pipeline job as the Azure ML SDK 1.34 emits it: camelCase at the top, snake_case inside the node, every
 * literal a string (contract of Azure/azure-sdk-for-python, sdk/ml/azure-ai-ml, run against a recording transport).
 */
export function pipelineJobBody(job: PipelineJob): {
  readonly properties: Readonly<Record<string, unknown>>;
} {
  return {
    properties: {
      jobType: "Pipeline",
      displayName: job.displayName,
      experimentName: job.experiment,
      isArchived: false,
      properties: {},
      tags: job.tags,
      inputs: {},
      jobs: { [job.componentName]: node(job) },
      outputs: {
        trained_model: {
          jobOutputType: "mlflow_model",
          mode: "ReadWriteMount",
          description: "Fine-tuned model as an MLflow folder",
        },
      },
      settings: { force_rerun: true, continue_on_step_failure: false, _source: "DSL" },
    },
  };
}

/** The one node of the pipeline: the registry's component. */
function node(job: PipelineJob): Readonly<Record<string, unknown>> {
  const compute = literal(job.computeName);
  return {
    name: job.componentName,
    type: "pipeline",
    componentId: job.componentId,
    _source: "REMOTE.REGISTRY",
    inputs: {
      mlflow_model_path: { job_input_type: "mlflow_model", uri: job.modelId },
      train_file_path: { job_input_type: "uri_file", uri: job.trainUri },
      test_file_path: { job_input_type: "uri_file", uri: job.testUri },
      compute_model_import: compute,
      compute_preprocess: compute,
      compute_finetune: compute,
      compute_model_evaluation: compute,
      number_of_gpu_to_use_finetuning: literal(String(job.gpusPerNode)),
      ...Object.fromEntries(
        Object.entries(job.parameters).map(([name, value]) => [name, literal(value)]),
      ),
    },
    outputs: {
      mlflow_model_folder: { type: "literal", value: "${{parent.outputs.trained_model}}" },
    },
  };
}
