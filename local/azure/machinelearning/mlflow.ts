import { createHash } from "node:crypto";
import { z } from "zod";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { workspaceRoute, type WorkspaceHandler } from "./data-plane";
import { matches, sorted } from "./mlflow-search";
import { readBody } from "./read-body";
import { getRun, metricsNow, runsOf, type MetricValue, type Run } from "./run-records";

const searchBody = z.looseObject({
  experiment_ids: z.array(z.string()).default([]),
  filter: z.string().nullish(),
  max_results: z.int().positive().default(1000),
  page_token: z.string().nullish(),
  order_by: z.array(z.string()).default([]),
});

function missing(what: string): AzureError {
  return new AzureError(404, "RESOURCE_DOES_NOT_EXIST", what);
}

function experimentId(workspace: Resource, name: string): string {
  const hash = createHash("sha256").update(`${workspace.id.toLowerCase()} ${name}`).digest("hex");
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

function experiment(workspace: Resource, name: string) {
  const id = experimentId(workspace, name);
  return { experiment_id: id, name, artifact_location: "", lifecycle_stage: "active", tags: [] };
}

const names = (workspace: Resource, cloud: Cloud): string[] => [
  ...new Set(runsOf(workspace.id, cloud).map((run) => run.experiment)),
];

function byName(call: Call, cloud: Cloud, workspace: Resource): Response {
  const name = call.query.get("experiment_name") ?? "";
  if (names(workspace, cloud).includes(name))
    return json(200, { experiment: experiment(workspace, name) });
  throw missing(`Could not find experiment with name ${name}`);
}

function byId(call: Call, cloud: Cloud, workspace: Resource): Response {
  const id = call.query.get("experiment_id") ?? "";
  const name = names(workspace, cloud).find((one) => experimentId(workspace, one) === id);
  if (name !== undefined) return json(200, { experiment: experiment(workspace, name) });
  throw missing(`Could not find experiment with ID ${id}`);
}

const statuses: Readonly<Record<string, string>> = {
  Completed: "FINISHED",
  Failed: "FAILED",
  Canceled: "KILLED",
  NotStarted: "SCHEDULED",
  Queued: "SCHEDULED",
  Preparing: "SCHEDULED",
};

/** A run as MLflow answers it: with the newest value of each metric. */
function runView(run: Run, workspace: Resource, cloud: Cloud) {
  const newest = new Map(metricsNow(run, cloud).map((metric) => [metric.key, metric]));
  const tags = {
    "mlflow.rootRunId": run.root,
    "mlflow.runName": run.displayName,
    ...(run.parent === undefined ? {} : { "mlflow.parentRunId": run.parent }),
    ...run.tags,
  };
  const pairs = (map: Record<string, string>) =>
    Object.entries(map).map(([key, value]) => ({ key, value }));
  return {
    info: {
      run_id: run.id,
      run_uuid: run.id,
      run_name: run.displayName,
      experiment_id: experimentId(workspace, run.experiment),
      status: statuses[run.status] ?? "RUNNING",
      start_time: Math.floor(run.started ?? run.created),
      ...(run.ended === undefined ? {} : { end_time: Math.floor(run.ended) }),
      artifact_uri: "",
      lifecycle_stage: "active",
    },
    data: {
      metrics: [...newest.values()].map(metricView),
      params: pairs(run.params),
      tags: pairs(tags),
    },
  };
}

const metricView = ({ key, value, step, at }: MetricValue) => ({
  key,
  value,
  timestamp: Math.floor(at),
  step,
});

async function search(call: Call, cloud: Cloud, workspace: Resource): Promise<Response> {
  const { experiment_ids, filter, max_results, page_token, order_by } = await readBody(
    call,
    searchBody,
  );
  const found = runsOf(workspace.id, cloud)
    .map((run) => runView(run, workspace, cloud))
    .filter(({ info }) => experiment_ids.includes(info.experiment_id))
    .filter((view) => !filter || matches(filter, view));
  return json(200, page("runs", sorted(found, order_by), { size: max_results, token: page_token }));
}

function page(
  name: string,
  list: readonly unknown[],
  { size, token }: { size: number; token: string | null | undefined },
): Record<string, unknown> {
  const from = Number(Buffer.from(token ?? "", "base64").toString() || 0);
  const next = from + size;
  return {
    [name]: list.slice(from, next),
    ...(next < list.length
      ? { next_page_token: Buffer.from(String(next)).toString("base64") }
      : {}),
  };
}

function needRun(call: Call, cloud: Cloud, workspace: Resource): Run {
  const id = call.query.get("run_id") ?? call.query.get("run_uuid") ?? "";
  const run = getRun(workspace.id, id, cloud);
  if (run) return run;
  throw missing(`Run ${id} not found`);
}

function history(call: Call, cloud: Cloud, workspace: Resource): Response {
  const key = call.query.get("metric_key");
  const values = metricsNow(needRun(call, cloud, workspace), cloud)
    .filter((metric) => metric.key === key)
    .map(metricView);
  const size = Number(call.query.get("max_results") ?? 25_000);
  return json(200, page("metrics", values, { size, token: call.query.get("page_token") }));
}

/** MLflow's clients read `error_code` and `message` beside what Azure answers. */
const withMlflowErrors =
  (handle: WorkspaceHandler): WorkspaceHandler =>
  async (...all) => {
    try {
      return await handle(...all);
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      const { status, code, message } = error;
      return json(status, { error_code: code, message, error: error.body() });
    }
  };

const base = "/api/2.0/mlflow";
const listExperiments = (_: Call, cloud: Cloud, workspace: Resource): Response => {
  const experiments = names(workspace, cloud).map((name) => experiment(workspace, name));
  return json(200, { experiments });
};
/** Azure's numbers of the service; azureml-mlflow asks v2.0 when MLflow itself is 2.x or 3.x. Both take the same calls. */
const services = ["/mlflow/v1.0", "/mlflow/v2.0"];
const routes = (
  method: "GET" | "POST",
  path: string,
  handle: WorkspaceHandler,
  query: readonly string[] = [],
): Route[] =>
  services.map((service) =>
    workspaceRoute(method, [service, base + path], withMlflowErrors(handle), { query }),
  );

export const mlflowRoutes: readonly Route[] = [
  ...routes("GET", "/experiments/get-by-name", byName, ["experiment_name"]),
  ...routes("GET", "/experiments/get", byId, ["experiment_id"]),
  ...routes("GET", "/experiments/list", listExperiments, [
    "max_results",
    "page_token",
    "view_type",
  ]),
  ...routes("POST", "/experiments/search", listExperiments),
  ...routes("POST", "/runs/search", search),
  ...routes(
    "GET",
    "/runs/get",
    (call, cloud, workspace) =>
      json(200, { run: runView(needRun(call, cloud, workspace), workspace, cloud) }),
    ["run_id", "run_uuid"],
  ),
  ...routes("GET", "/metrics/get-history", history, [
    "run_id",
    "run_uuid",
    "metric_key",
    "max_results",
    "page_token",
  ]),
];
