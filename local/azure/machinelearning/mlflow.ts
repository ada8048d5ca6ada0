import { createHash } from "node:crypto";
import { z } from "zod";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { workspaceRoute } from "./data-plane";
import { readBody } from "./read-body";
import { getRun, metricsNow, runsOf, type MetricValue, type Run } from "./run-records";

const searchBody = z.looseObject({
  experiment_ids: z.array(z.string()).default([]),
  filter: z.string().nullish(),
  max_results: z.int().positive().default(1000),
  page_token: z.string().nullish(),
});

/** MLflow's error shape: `{error_code, message}`, here inside Azure's. */
function mlflowError(status: number, code: string, message: string): AzureError {
  return new AzureError(status, code, message);
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
  throw mlflowError(404, "RESOURCE_DOES_NOT_EXIST", `Could not find experiment with name ${name}`);
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

const comparison =
  /^\s*(tags|attributes|params)\.[`"]?([\w.]+)[`"]?\s*(=|!=)\s*(?:'([^']*)'|"([^"]*)")\s*$/i;

/** The part of MLflow's filter language that is emulated: comparisons of tags, params and attributes joined by `and`. */
function matches(filter: string, view: ReturnType<typeof runView>): boolean {
  return filter.split(/\s+and\s+/i).every((part) => {
    const [, kind, key = "", operator, single, double] = comparison.exec(part) ?? [];
    if (kind === undefined)
      throw mlflowError(
        501,
        "NotImplemented",
        `Local Azure does not emulate the filter '${part}'.`,
      );
    const list = kind.toLowerCase() === "params" ? view.data.params : view.data.tags;
    const value =
      kind.toLowerCase() === "attributes"
        ? Object.entries(view.info).find(([name]) => name === key)?.[1]
        : list.find((pair) => pair.key === key)?.value;
    return (value === (single ?? double)) === (operator === "=");
  });
}

async function search(call: Call, cloud: Cloud, workspace: Resource): Promise<Response> {
  const { experiment_ids, filter, max_results, page_token } = await readBody(call, searchBody);
  const found = runsOf(workspace.id, cloud)
    .map((run) => runView(run, workspace, cloud))
    .filter(({ info }) => experiment_ids.includes(info.experiment_id))
    .filter((view) => !filter || matches(filter, view));
  return json(200, page("runs", found, { size: max_results, token: page_token }));
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
  throw mlflowError(404, "RESOURCE_DOES_NOT_EXIST", `Run ${id} not found`);
}

function history(call: Call, cloud: Cloud, workspace: Resource): Response {
  const key = call.query.get("metric_key");
  const values = metricsNow(needRun(call, cloud, workspace), cloud)
    .filter((metric) => metric.key === key)
    .map(metricView);
  const size = Number(call.query.get("max_results") ?? 25_000);
  return json(200, page("metrics", values, { size, token: call.query.get("page_token") }));
}

const base = "/api/2.0/mlflow";
const listExperiments = (_: Call, cloud: Cloud, workspace: Resource): Response => {
  const experiments = names(workspace, cloud).map((name) => experiment(workspace, name));
  return json(200, { experiments });
};
const route = (
  method: "GET" | "POST",
  path: string,
  handle: (call: Call, cloud: Cloud, workspace: Resource) => Response | Promise<Response>,
  query: readonly string[] = [],
): Route => workspaceRoute(method, ["/mlflow/v1.0", base + path], handle, { query });

export const mlflowRoutes: readonly Route[] = [
  route("GET", "/experiments/get-by-name", byName, ["experiment_name"]),
  route("GET", "/experiments/list", listExperiments, ["max_results", "page_token", "view_type"]),
  route("POST", "/experiments/search", listExperiments),
  route("POST", "/runs/search", search),
  route(
    "GET",
    "/runs/get",
    (call, cloud, workspace) =>
      json(200, { run: runView(needRun(call, cloud, workspace), workspace, cloud) }),
    ["run_id", "run_uuid"],
  ),
  route("GET", "/metrics/get-history", history, [
    "run_id",
    "run_uuid",
    "metric_key",
    "max_results",
    "page_token",
  ]),
];
