import type { Arm } from "./arm";
import type { Cloud } from "./cloud";
import { AzureError } from "./errors";
import { queryText } from "./query";
import type { Runs } from "./run-history";
import type { Workspaces } from "./workspaces";

/** One value of a metric. */
export interface MetricPoint {
  readonly value: number;
  readonly step: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** A run that logged something: the last value of each of its metrics, and its parameters. */
export interface MetricRun {
  readonly runId: string;
  readonly status: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Metrics of a workspace's runs, by MLflow's REST interface. */
export interface Metrics {
  /** All runs of a job, the root included. */
  runs(workspaceId: string, jobName: string, experimentName: string): Promise<MetricRun[]>;
  /** The run that trained: metrics belong to the step that logged them. Undefined as long as it has logged none. */
  trainingRun(
    workspaceId: string,
    jobName: string,
    experimentName: string,
  ): Promise<MetricRun | undefined>;
  /** All values of one metric, by step. */
  history(workspaceId: string, runId: string, metric: string): Promise<MetricPoint[]>;
}

interface MlflowRun {
  readonly info: { readonly run_id: string; readonly status?: string };
  readonly data?: {
    readonly metrics?: readonly { readonly key: string; readonly value: number }[];
    readonly params?: readonly { readonly key: string; readonly value: string }[];
    readonly tags?: readonly { readonly key: string; readonly value: string }[];
  };
}

interface SearchPage {
  readonly runs?: readonly MlflowRun[];
  readonly next_page_token?: string | null;
}

interface HistoryPage {
  readonly metrics?: readonly (MetricPoint & { readonly key: string })[];
  readonly next_page_token?: string | null;
}

interface Experiment {
  readonly experiment: { readonly experiment_id: string };
}

/** Routes: mlflow.org "REST API", 2.0. Azure serves them below the workspace's `mlFlowTrackingUri`. */
export function createMetrics(
  arm: Arm,
  cloud: Cloud,
  workspaces: Workspaces,
  runHistory: Runs,
): Metrics {
  const call = createCall(arm, cloud, workspaces);
  const runIds = async (
    workspaceId: string,
    jobName: string,
    experimentName: string,
  ): Promise<string[]> => {
    try {
      return await searched(call, workspaceId, jobName, experimentName);
    } catch (error) {
      if (!(error instanceof AzureError) || error.status >= 500 || error.status === 401)
        throw error;
      // The search is not documented for Azure; run history knows the same runs.
      const below = await runHistory.descendants(workspaceId, jobName);
      return below.map(({ runId }) => runId);
    }
  };
  const metrics: Metrics = {
    async runs(workspaceId, jobName, experimentName) {
      const ids = await runIds(workspaceId, jobName, experimentName);
      // A search may leave metrics out (Azure/azure-sdk-for-python#39198): each run is read by itself.
      const read = (id: string): Promise<{ readonly run: MlflowRun }> =>
        call<{ readonly run: MlflowRun }>(workspaceId, "runs/get", { run_id: id });
      const all = await Promise.all([...new Set([jobName, ...ids])].map(read));
      return all.map(({ run }) => toRun(run));
    },
    trainingRun: async (workspaceId, jobName, experimentName) =>
      trainedIn(await metrics.runs(workspaceId, jobName, experimentName), jobName),
    history: (workspaceId, runId, metric) => historyOf(call, workspaceId, runId, metric),
  };
  return metrics;
}

type Call = <T>(workspaceId: string, path: string, query: object, body?: object) => Promise<T>;

function createCall(arm: Arm, { armScope: scope }: Cloud, workspaces: Workspaces): Call {
  return async <T>(workspaceId: string, path: string, query: object, body?: object) => {
    const { mlflow } = await workspaces.dataPlane(workspaceId);
    const text = queryText({ ...query });
    const url = `${mlflow}/${path}${text === "" ? "" : `?${text}`}`;
    const method = body ? "POST" : "GET";
    return (await arm.http.send<T>({ method, url, scope, body, retry: "safe" })).body;
  };
}

/** `epoch` is what the trainer, and nothing else in the pipeline, logs. */
function trainedIn(runs: readonly MetricRun[], jobName: string): MetricRun | undefined {
  const logged = runs.filter((run) => "epoch" in run.metrics);
  const steps = logged.filter(({ runId }) => runId !== jobName);
  const [best] = (steps.length > 0 ? steps : logged).sort(
    (a, b) => Object.keys(b.metrics).length - Object.keys(a.metrics).length,
  );
  return best;
}

async function historyOf(
  call: Call,
  workspaceId: string,
  runId: string,
  metric: string,
): Promise<MetricPoint[]> {
  const points: MetricPoint[] = [];
  let token: string | null | undefined;
  do {
    const page: HistoryPage = await call<HistoryPage>(workspaceId, "metrics/get-history", {
      run_id: runId,
      metric_key: metric,
      max_results: 1000,
      page_token: token ?? undefined,
    });
    points.push(
      ...(page.metrics ?? []).map(({ value, step, timestamp }) => ({ value, step, timestamp })),
    );
    token = page.next_page_token;
  } while (token);
  return points.sort((a, b) => a.step - b.step || a.timestamp - b.timestamp);
}

async function searched(
  call: Call,
  workspaceId: string,
  jobName: string,
  experimentName: string,
): Promise<string[]> {
  const { experiment } = await call<Experiment>(workspaceId, "experiments/get-by-name", {
    experiment_name: experimentName,
  });
  const found: string[] = [];
  let token: string | null | undefined;
  do {
    const page: SearchPage = await call<SearchPage>(
      workspaceId,
      "runs/search",
      {},
      {
        experiment_ids: [experiment.experiment_id],
        filter: `tags.mlflow.rootRunId='${jobName}'`,
        max_results: 1000,
        ...(token ? { page_token: token } : {}),
      },
    );
    found.push(...(page.runs ?? []).map(({ info }) => info.run_id));
    token = page.next_page_token;
  } while (token);
  return found;
}

function toRun({ info, data }: MlflowRun): MetricRun {
  const record = <T>(
    pairs: readonly { readonly key: string; readonly value: T }[] = [],
  ): Record<string, T> => Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
  return {
    runId: info.run_id,
    status: info.status ?? "UNKNOWN",
    metrics: record(data?.metrics),
    params: record(data?.params),
    tags: record(data?.tags),
  };
}
