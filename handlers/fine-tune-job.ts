import type { Azure } from "../azure/client";
import type { Job } from "../azure/jobs";
import { apiVersions } from "../catalog/api-versions";
import type { Context } from "./context";
import { ownerTags } from "./owner-tags";
import type { Common } from "./common-inputs";
import { reconciler } from "./reconciler";
import { sameValue } from "./state";
import { endJobs } from "./training/end-jobs";
import { jobHash, jobName } from "./training/job-name";
import { prepareJob, type JobPlan, type JobSettings } from "./training/plan";

type Inputs = JobSettings;

interface Outputs {
  readonly jobName: string;
  readonly attempt: number;
  readonly studioUrl: string;
  readonly displayName: string;
  /** What `latest` meant at the first submit. */
  readonly baseModelId: string;
  readonly componentId: string;
}

/** The pipeline job, submitted once for the same inputs however often `up` runs; a failed one is followed by another attempt. */
export const fineTuneJob = reconciler<Inputs, Outputs>({
  identity: ["workspaceId"],
  // Where it runs and what it is called does not make it another job.
  ignored: ["computeName", "attempts", "experiment", "trainUri", "testUri"],

  async drift(olds, known, { azure }) {
    // Other inputs are another job, which may be there already: nothing can be said of it here.
    if (makesOf.some((key) => !sameValue(known[key], olds[key]))) return [];
    const attempts = known.attempts ?? olds.attempts;
    const job = await (await azure()).jobs.find(olds.workspaceId, olds.jobName);
    if (!job) return [`job '${olds.jobName}' is gone: it will be submitted again`];
    const next = `attempt ${olds.attempt + 1} of ${attempts} will be submitted`;
    const isLast = olds.attempt >= attempts;
    if (!job.finished && known.computeName !== olds.computeName) {
      const end = `job '${olds.jobName}' is ${job.status} and ends with its cluster, which is replaced`;
      return [isLast ? `${end}: raise training.attempts above ${attempts}` : `${end}: ${next}`];
    }
    if (!isLost(job)) return [];
    const ended = `job '${olds.jobName}' ${job.status === "Canceled" ? "was canceled" : "failed"}`;
    if (!isLast) return [`${ended}: ${next}`];
    return [`${ended}, as all ${attempts} attempts; change a parameter or raise training.attempts`];
  },

  async apply(inputs, context, olds) {
    const azure = await context.azure();
    const plan = await prepareJob(azure, inputs, olds, context.log);
    const hash = jobHash({
      trainHash: inputs.trainHash,
      testHash: inputs.testHash,
      modelId: plan.modelId,
      componentId: plan.componentId,
      parameters: plan.parameters,
    });
    const { attempt, job } = await firstUsable(azure, inputs, hash);
    const name = jobName(hash, attempt);
    await endJobs(azure, inputs.workspaceId, name, context);
    const submitted = job ?? (await submit(azure, inputs, name, plan, context));
    if (job)
      context.log(`job '${name}' is there already (${job.status}): it is not submitted again`);
    else context.log(`job '${name}' submitted: ${submitted.studioUrl}`);
    return {
      id: `${inputs.workspaceId}/jobs/${name}`,
      jobName: name,
      attempt,
      studioUrl: submitted.studioUrl,
      displayName: plan.displayName,
      baseModelId: plan.modelId,
      componentId: plan.componentId,
    };
  },

  async observe({ workspaceId, jobName: name }, { azure }) {
    return (await (await azure()).jobs.find(workspaceId, name)) ? {} : undefined;
  },

  async remove({ workspaceId }, context) {
    const azure = await context.azure();
    // With the workspace its jobs are gone; Azure refuses to list them then.
    if (await azure.arm.find(workspaceId, apiVersions.machineLearning))
      await endJobs(azure, workspaceId, undefined, context);
  },
});

/** Inputs that make a job the same job again. */
const makesOf = [
  ...(["trainHash", "testHash", "registry", "model", "component"] as const),
  ...(["parameters", "overrides", "numNodes"] as const),
];

function isLost({ status }: Job): boolean {
  return status === "Failed" || status === "Canceled" || status === "CancelRequested";
}

/** The first attempt that is absent or neither failed nor canceled. */
async function firstUsable(azure: Azure, { workspaceId, attempts }: Inputs, hash: string) {
  const tried: string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const job = await azure.jobs.find(workspaceId, jobName(hash, attempt));
    if (!job || !isLost(job)) return { attempt, job };
    tried.push(`'${job.name}' (${job.status})`);
  }
  throw new Error(
    `all ${attempts} attempts at this job have ended without a model: ${tried.join(", ")}. ` +
      "See the error of the last one with 'npm run metrics', change a parameter or raise training.attempts",
  );
}

async function submit(
  azure: Azure,
  inputs: Inputs & Common,
  name: string,
  plan: JobPlan,
  { owner }: Context,
) {
  return azure.jobs.put(inputs.workspaceId, name, plan.body(ownerTags(owner)));
}
