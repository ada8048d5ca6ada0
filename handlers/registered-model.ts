import type { Azure } from "../azure/client";
import type { Context } from "./context";
import { followJob } from "./model/follow-job";
import { pruneModels } from "./model/prune";
import { trainingMetrics, type TrainingMetrics } from "./model/training-metrics";
import { hasTags, ownerTags } from "./owner-tags";
import { reconciler } from "./reconciler";

interface Inputs {
  readonly workspaceId: string;
  readonly name: string;
  readonly description: string;
  readonly jobName: string;
  readonly wait: boolean;
  readonly keepModels: number;
  readonly attempts?: number;
}

interface Outputs {
  readonly modelId: string | null;
  readonly version: string | null;
  readonly metrics: TrainingMetrics | null;
  /** Job that `modelId` came from; another than `jobName` while that one is running. */
  readonly fromJob: string | null;
}

/** The job's output as a model version; waits for the job, or for a later `up` to find it finished. */
export const registeredModel = reconciler<Inputs, Outputs>({
  identity: ["workspaceId"],
  ignored: ["wait", "attempts"],

  async drift(olds, known, { azure }) {
    const { jobs, models } = await azure();
    const jobName = known.jobName ?? olds.jobName;
    if (olds.fromJob !== jobName && known.jobName !== undefined) {
      const job = await jobs.find(olds.workspaceId, jobName);
      if (job?.status === "Completed")
        return [`job '${jobName}' has finished: its model will be registered`];
      if (job && !job.finished)
        return known.wait === true ? [`job '${jobName}' is ${job.status}: up waits for it`] : [];
    }
    if (olds.modelId === null) return [];
    return (await findById(models, olds.modelId))
      ? []
      : [`model '${olds.modelId}' is gone: it will be registered again`];
  },

  async apply(inputs, context, olds) {
    const azure = await context.azure();
    const id = `${inputs.workspaceId}/registeredModel`;
    if (!inputs.wait) {
      const job = await azure.jobs.get(inputs.workspaceId, inputs.jobName);
      if (!job.finished) {
        context.log(`job '${inputs.jobName}' is ${job.status}; run up again when it has finished`);
        const { modelId = null, version = null, metrics = null, fromJob = null } = olds ?? {};
        return { id, modelId, version, metrics, fromJob };
      }
    }
    await followJob(azure, inputs, context);
    const model = await register(azure, inputs, context);
    await pruneModels(azure, { ...inputs, current: model.id }, context);
    return {
      id,
      modelId: model.id,
      version: model.name,
      metrics: await trainingMetrics(azure, inputs.workspaceId, inputs.jobName),
      fromJob: inputs.jobName,
    };
  },

  async observe({ modelId, version }, { azure }) {
    if (modelId === null) return { modelId, version };
    return (await findById((await azure()).models, modelId)) ? { modelId, version } : undefined;
  },

  // Versions stay with their workspace: one that another stack deployed must not vanish with this one.
  remove: () => Promise.resolve(),
});

async function register(
  azure: Azure,
  { workspaceId, name, description, jobName }: Inputs,
  { owner, log }: Context,
) {
  // The job's own hash: the same job is registered once, however often `up` runs.
  const version = jobName.replace(/^finetune-/, "").replace(/-\d+$/, "");
  const found = await azure.models.find(workspaceId, name, version);
  const tags = ownerTags(owner);
  if (found?.properties.description === description && hasTags(found.properties.tags, tags)) {
    log(`model '${name}' version '${version}' is registered already`);
    return found;
  }
  const model = await azure.models.put(workspaceId, name, version, {
    properties: {
      description,
      modelType: "mlflow_model",
      // Where a version is from cannot change, not even from the job's output to what that stands for.
      modelUri: found?.properties.modelUri ?? `azureml://jobs/${jobName}/outputs/trained_model`,
      jobName: found?.properties.jobName ?? jobName,
      isAnonymous: false,
      isArchived: found?.properties.isArchived ?? false,
      properties: found?.properties.properties ?? {},
      tags: { ...found?.properties.tags, ...tags },
    },
  });
  log(`model '${name}' version '${version}' ${found ? "has new labels" : "registered"}`);
  return model;
}

function findById(models: Azure["models"], modelId: string) {
  const [, workspaceId = "", name = "", version = ""] =
    /^(.*)\/models\/([^/]+)\/versions\/([^/]+)$/i.exec(modelId) ?? [];
  return models.find(workspaceId, name, version);
}
