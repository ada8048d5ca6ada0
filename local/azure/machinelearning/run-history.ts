import type { Resource } from "../arm/resources";
import { isoTime } from "../clock";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { workspaceRoute } from "./data-plane";
import { datastorePlace } from "./datastores";
import { MachineLearningError } from "./errors";
import { readBody } from "./read-body";
import { getRun, logPlace, runsOf, type Run } from "./run-records";
import { z } from "zod";

const rundataBody = z.looseObject({ runId: z.string() });
/** Minutes for which the links to log files work. */
const logMinutes = 60 * 24;

/** The run that a path names; 404 in run history's own words. */
export function runOf(call: Call, cloud: Cloud, workspace: Resource): Run {
  return needRun(call.params.runId ?? "", workspace, cloud);
}

export function needRun(id: string, workspace: Resource, cloud: Cloud): Run {
  const run = getRun(workspace.id, id, cloud);
  if (run) return run;
  throw new MachineLearningError(404, "UserError", `Run ${id} was not found.`);
}

/** A run as run history answers it. */
export function runView(run: Run, cloud: Cloud): Record<string, unknown> {
  const time = (at: number | undefined) => (at === undefined ? null : isoTime(at));
  const pipeline = run.kind === "azureml.PipelineRun";
  return {
    runNumber: run.number,
    rootRunId: run.root,
    parentRunId: run.parent ?? null,
    runId: run.id,
    runUuid: run.id,
    experimentId: run.experiment,
    createdUtc: time(run.created),
    startTimeUtc: time(run.started),
    endTimeUtc: time(run.ended),
    status: run.status,
    displayName: run.displayName,
    name: run.name,
    runType: run.kind,
    runTypeV2: { orchestrator: "Execution", traits: [], attribution: "PipelineRun" },
    target: run.target ?? null,
    tags: run.tags,
    properties: {
      "azureml.runsource": run.kind,
      ...(pipeline ? {} : { "azureml.moduleName": run.name, StepType: "PythonScriptStep" }),
    },
    error: run.error ? errorView(run, cloud) : null,
    warnings: [],
    outputs: run.outputs,
    inputs: run.inputs,
  };
}

function errorView(run: Run, cloud: Cloud): Record<string, unknown> {
  return {
    error: {
      code: "UserError",
      severity: null,
      message: run.error?.message,
      messageFormat: run.error?.message,
      messageParameters: {},
      referenceCode: null,
      detailsUri: null,
      target: null,
      details: [],
      innerError: { code: run.error?.code, innerError: null },
      additionalInfo: null,
    },
    correlation: { operation: run.root, request: run.id },
    environment: cloud.config.location,
    location: cloud.config.location,
    time: isoTime(run.ended ?? run.created),
    componentName: "execution-worker",
  };
}

function details(call: Call, cloud: Cloud, workspace: Resource): Response {
  const run = runOf(call, cloud, workspace);
  const place = datastorePlace(workspace, "workspaceblobstore", cloud);
  return json(200, {
    ...runView(run, cloud),
    logFiles:
      place && run.log.length > 0 ? { [run.logName]: logLink(run, place.account, cloud) } : {},
    services: {},
  });
}

function logLink(run: Run, account: string, cloud: Cloud): string {
  const { container, path } = logPlace(run, { account, container: "" });
  const sas = cloud.blobs.sas(account, {
    container,
    blob: path,
    permissions: "r",
    minutes: logMinutes,
  });
  return `${cloud.config.url}/${account}/${container}/${path}?${sas}`;
}

/** Children of a run, one level down. */
function children(call: Call, cloud: Cloud, workspace: Resource): Response {
  const run = runOf(call, cloud, workspace);
  const all = runsOf(workspace.id, cloud).filter(({ parent }) => parent === run.id);
  const top = Number(call.query.get("$top") ?? all.length);
  const from = Number(call.query.get("$continuationtoken") ?? 0);
  const value = all.slice(from, from + top).map((child) => runView(child, cloud));
  const next = from + top < all.length ? String(from + top) : null;
  return json(200, { value, continuationToken: next, nextLink: null });
}

async function rundata(call: Call, cloud: Cloud, workspace: Resource): Promise<Response> {
  const { runId } = await readBody(call, rundataBody);
  const run = needRun(runId, workspace, cloud);
  return json(200, {
    runMetadata: runView(run, cloud),
    runDefinition: null,
    jobSpecification: null,
  });
}

const prefix = "/history/v1.0";
const paging = ["$filter", "$continuationtoken", "$orderby", "$sortorder", "$top", "$count"];

export const runHistoryRoutes: readonly Route[] = [
  workspaceRoute("GET", [prefix, "/runs/{runId}"], (call, cloud, workspace) =>
    json(200, runView(runOf(call, cloud, workspace), cloud)),
  ),
  workspaceRoute("GET", [prefix, "/runs/{runId}/details"], details),
  workspaceRoute("GET", [prefix, "/runs/{runId}/children"], children, { query: paging }),
  workspaceRoute("POST", [prefix, "/rundata"], rundata),
];
