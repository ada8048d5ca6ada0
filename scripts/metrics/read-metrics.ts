import type { Azure } from "../../azure/client";
import type { Job } from "../../azure/jobs";
import type { MetricRun } from "../../azure/metrics";
import type { Run } from "../../azure/run-history";
import type { RunFailure } from "../../azure/run-failure";

/** A step of the pipeline and the last value of what it logged. */
export interface StepMetrics {
  readonly name: string;
  readonly runId: string;
  readonly status: string;
  /** From its start to its end; absent while it has not ended. */
  readonly seconds?: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** One loss over the training, as it was logged. */
export interface LossCurve {
  /** Name of the metric, such as `eval_loss`. */
  readonly metric: string;
  /** By training step; never empty. */
  readonly points: readonly { readonly step: number; readonly value: number }[];
  readonly first: number;
  readonly last: number;
  /** exp(first): for an evaluation loss the perplexity. */
  readonly expFirst: number;
  readonly expLast: number;
}

/** What a job tells. */
export interface JobMetrics {
  readonly job: Pick<
    Job,
    "name" | "status" | "finished" | "displayName" | "experimentName" | "studioUrl"
  >;
  readonly steps: readonly StepMetrics[];
  /** Evaluation first. */
  readonly losses: readonly LossCurve[];
  /** Why the job failed. */
  readonly failure?: RunFailure;
}

type Clients = Pick<Azure, "jobs" | "runs" | "metrics">;

/** Reads a job, its steps and its losses. @throws Error that lists the jobs there are when it is none of them */
export async function readMetrics(
  azure: Clients,
  workspaceId: string,
  jobName: string,
): Promise<JobMetrics> {
  const found = await azure.jobs.find(workspaceId, jobName);
  if (!found) throw new Error(await noJob(azure, workspaceId, jobName));
  const { name, status, finished, displayName, experimentName = "", studioUrl } = found;
  const [below, logged, training] = await Promise.all([
    azure.runs.descendants(workspaceId, name),
    azure.metrics.runs(workspaceId, name, experimentName),
    azure.metrics.trainingRun(workspaceId, name, experimentName),
  ]);
  const failure = status === "Failed" ? await azure.runs.failure(workspaceId, name) : undefined;
  return {
    job: {
      ...{ name, status, finished, experimentName, studioUrl },
      ...(displayName === undefined ? {} : { displayName }),
    },
    steps: below.filter(({ runType }) => !isPipeline(runType)).map((run) => stepOf(run, logged)),
    losses: training ? await lossesOf(azure, workspaceId, training) : [],
    ...(failure ? { failure } : {}),
  };
}

// A pipeline component is a frame around its steps.
const isPipeline = (runType: string | null | undefined): boolean =>
  runType === "azureml.PipelineRun";

function stepOf(run: Run, logged: readonly MetricRun[]): StepMetrics {
  const { runId, status, startTimeUtc, endTimeUtc } = run;
  const metrics = logged.find((one) => one.runId === runId)?.metrics ?? {};
  const ended =
    startTimeUtc && endTimeUtc ? Date.parse(endTimeUtc) - Date.parse(startTimeUtc) : NaN;
  return {
    name: run.displayName ?? run.name ?? runId,
    ...{ runId, status, metrics },
    ...(Number.isFinite(ended) ? { seconds: ended / 1000 } : {}),
  };
}

/** Metric names are the trainer's own and not documented for Azure: whatever is called a loss is taken. */
async function lossesOf(
  azure: Clients,
  workspaceId: string,
  { runId, metrics }: MetricRun,
): Promise<LossCurve[]> {
  const names = Object.keys(metrics).filter((name) => /loss/i.test(name));
  const evaluationFirst = (name: string): string => (/^eval/i.test(name) ? `0${name}` : `1${name}`);
  names.sort((a, b) => (evaluationFirst(a) < evaluationFirst(b) ? -1 : 1));
  const curves = await Promise.all(
    names.map(async (metric) => {
      const history = await azure.metrics.history(workspaceId, runId, metric);
      return curveOf(
        metric,
        history.map(({ step, value }) => ({ step, value })),
      );
    }),
  );
  return curves.filter((curve) => curve !== undefined);
}

function curveOf(metric: string, points: LossCurve["points"]): LossCurve | undefined {
  const [first, last] = [points.at(0)?.value, points.at(-1)?.value];
  if (first === undefined || last === undefined) return undefined;
  return { metric, points, first, last, expFirst: Math.exp(first), expLast: Math.exp(last) };
}

async function noJob(azure: Clients, workspaceId: string, jobName: string): Promise<string> {
  const jobs = await azure.jobs.list(workspaceId).catch(() => []);
  const names = jobs.map(({ name }) => `'${name}'`).slice(0, 10);
  const there = names.length === 0 ? "it has no jobs, or is gone" : `there are ${names.join(", ")}`;
  return `workspace '${workspaceId.split("/").at(-1) ?? ""}' has no job '${jobName}'; ${there}`;
}
