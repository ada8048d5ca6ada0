import { z } from "zod";
import type { Resource } from "../arm/resources";
import { isoTime } from "../clock";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { workspaceRoute } from "./data-plane";
import { readBody } from "./read-body";
import { runOf } from "./run-history";
import { metricsNow } from "./run-records";

const fullBody = z.looseObject({
  metricName: z.string(),
  metricNamespace: z.string().nullish(),
  continuationToken: z.string().nullish(),
});

function list(call: Call, cloud: Cloud, workspace: Resource): Response {
  const run = runOf(call, cloud, workspace);
  const keys = [...new Set(metricsNow(run, cloud).map(({ key }) => key))];
  const value = keys.map((name) => ({
    dataContainerId: `dcid.${run.id}`,
    name,
    columns: { [name]: "Double" },
    properties: { uxMetricType: "azureml.v1.scalar" },
    metricKey: { namespace: "", name, labels: null, columnNames: [name] },
    value: [],
  }));
  return json(200, { value, continuationToken: null, nextLink: null });
}

async function full(call: Call, cloud: Cloud, workspace: Resource): Promise<Response> {
  const run = runOf(call, cloud, workspace);
  const { metricName: name } = await readBody(call, fullBody);
  const value = metricsNow(run, cloud)
    .filter(({ key }) => key === name)
    .map((metric, index) => ({
      metricId: `${run.id}_${name}_${index}`,
      createdUtc: isoTime(metric.at),
      step: metric.step,
      data: { [name]: metric.value },
    }));
  const columns = { [name]: "Double" };
  return json(200, { name, columns, value, continuationToken: null, nextLink: null });
}

/** The metrics of run history, which MLflow shows in its own way. */
export const runMetricRoutes: readonly Route[] = [
  workspaceRoute("POST", ["/metric/v2.0", "/runs/{runId}/list"], list),
  workspaceRoute("POST", ["/metric/v2.0", "/runs/{runId}/full"], full),
];
