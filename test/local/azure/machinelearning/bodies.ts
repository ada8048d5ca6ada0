import type { Json } from "../start";

const providers = "~/resourceGroups/rg/providers";
export const ws = `${providers}/Microsoft.MachineLearningServices/workspaces/ws1`;
export const storage = `${providers}/Microsoft.Storage/storageAccounts/mlstore01`;
export const vault = `${providers}/Microsoft.KeyVault/vaults/ml-vault-01`;
export const cluster = "Standard_NC24ads_A100_v4";

/** Makes a whole ARM id of one that begins with `~`. */
export type Id = (path: string) => string;

export function workspaceBody(id: Id, more: Json = {}): Json {
  return {
    location: "eastus",
    identity: { type: "SystemAssigned" },
    properties: {
      storageAccount: id(storage),
      keyVault: id(vault),
      ...more,
    },
  };
}

export function clusterBody(scale: Json = {}, vmSize = cluster): Json {
  return {
    location: "eastus",
    properties: {
      computeType: "AmlCompute",
      disableLocalAuth: true,
      properties: {
        vmSize,
        vmPriority: "Dedicated",
        scaleSettings: {
          minNodeCount: 0,
          maxNodeCount: 1,
          nodeIdleTimeBeforeScaleDown: "PT120S",
          ...scale,
        },
      },
    },
  };
}

const literal = (value: string) => ({ job_input_type: "literal", value });
export const component =
  "azureml://registries/azureml/components/chat_completion_pipeline/versions/0.0.82";
export const baseModel = "azureml://registries/azureml/models/Phi-4/versions/8";

/** The body of a fine-tune job, with other literal inputs on top. */
export function jobBody(
  data: { train: string; test: string },
  inputs: Record<string, string> = {},
  assets = { component, model: baseModel },
): Json {
  const computes = ["model_import", "preprocess", "finetune", "model_evaluation"];
  const values = {
    ...Object.fromEntries(computes.map((name) => [`compute_${name}`, "gpu"])),
    number_of_gpu_to_use_finetuning: "1",
    num_train_epochs: "2",
    learning_rate: "5e-06",
    lr_scheduler_type: "cosine",
    apply_lora: "true",
    logging_steps: "10",
    ...inputs,
  };
  return {
    properties: {
      jobType: "Pipeline",
      displayName: "Phi-4-ultrachat",
      experimentName: "chat_completion_Phi-4",
      inputs: {},
      jobs: {
        chat_completion_pipeline: {
          name: "chat_completion_pipeline",
          type: "pipeline",
          componentId: assets.component,
          _source: "REMOTE.REGISTRY",
          inputs: {
            mlflow_model_path: { job_input_type: "mlflow_model", uri: assets.model },
            train_file_path: { job_input_type: "uri_file", uri: data.train },
            test_file_path: { job_input_type: "uri_file", uri: data.test },
            ...Object.fromEntries(
              Object.entries(values).map(([name, value]) => [name, literal(value)]),
            ),
          },
          outputs: {
            mlflow_model_folder: { type: "literal", value: "${{parent.outputs.trained_model}}" },
          },
        },
      },
      outputs: { trained_model: { jobOutputType: "mlflow_model", mode: "ReadWriteMount" } },
      settings: { force_rerun: true, continue_on_step_failure: false, _source: "DSL" },
    },
  };
}

export function deploymentBody(id: Id, model = "tuned/versions/1", more: Json = {}): Json {
  return {
    location: "eastus",
    sku: { name: "Default", capacity: 1 },
    properties: {
      endpointComputeType: "Managed",
      instanceType: cluster,
      model: model.startsWith("azureml:") ? model : id(`${ws}/models/${model}`),
      requestSettings: { requestTimeout: "PT1M30S" },
      ...more,
    },
  };
}

export function endpointBody(more: Json = {}, traffic: Json = {}): Json {
  return {
    location: "eastus",
    properties: { authMode: "Key", properties: {}, traffic, mirrorTraffic: {} },
    ...more,
  };
}
