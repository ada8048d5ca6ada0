import { randomUUID } from "node:crypto";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { jobType } from "./arm-paths";
import { outputPath } from "./asset-uris";
import { dataAssetOf } from "./data-assets";
import { durations } from "./durations";
import type { PipelineJob } from "./job-body";
import { modelAssetOf } from "./input-models";
import type { JobPlan } from "./job-plan";
import type { JobState } from "./job-state";
import { record, text } from "./read-body";
import { putRun, type AssetReference, type Run } from "./run-records";

/** What a second PUT of a job may change. */
export const changeable = ["displayName", "description", "tags", "isArchived", "properties"];

/** The job resource of a first PUT. */
export function shapeJob(
  o: { id: string; name: string; job: PipelineJob; workspace: Resource },
  cloud: Cloud,
): Resource {
  const { job, workspace } = o;
  const { url, tenantId } = cloud.config;
  const group = workspace.id.split("/")[4] ?? "";
  const studio = `https://ml.azure.local/runs/${o.name}?wsid=/subscriptions/${cloud.config.subscriptionId}/resourcegroups/${group}/workspaces/${workspace.name}&tid=${tenantId}`;
  const tracking = `${url.replace("https:", "azureml:")}/mlflow/v1.0${workspace.id}?`;
  const outputs = Object.entries(job.outputs).map(([name, output]) => {
    return [name, { ...output, uri: output.uri ?? defaultUri(o.name, name) }];
  });
  return {
    id: o.id,
    name: o.name,
    type: jobType,
    properties: {
      ...job,
      displayName: job.displayName ?? o.name,
      description: job.description ?? null,
      computeId: null,
      outputs: Object.fromEntries(outputs) as unknown,
      status: "NotStarted",
      services: {
        Tracking: { jobServiceType: "Tracking", endpoint: tracking, port: null, status: null },
        Studio: { jobServiceType: "Studio", endpoint: studio, port: null, status: null },
      },
    },
  };
}

/** Makes the runs of a job and the state from which it starts. */
export function newState(
  job: Resource,
  workspace: Resource,
  plan: JobPlan,
  cloud: Cloud,
): JobState {
  const steps = Object.keys(plan.component.jobs ?? {}).map((name) => ({ name, run: randomUUID() }));
  const nodeRun = randomUUID();
  const fault = askedFailure(job, cloud);
  const now = cloud.clock.now();
  const same = { root: job.name, created: now, experiment: text(job.properties.experimentName) };
  const runs: RunStart[] = [
    pipelineRun(job),
    {
      id: nodeRun,
      name: plan.node,
      number: 1,
      parent: job.name,
      inputs: lineage(plan, workspace, cloud),
    },
    ...steps.map(({ name, run }, index) => {
      const params = name === "chat_completion_finetune" ? { params: { ...plan.values } } : {};
      return { id: run, name, number: index + 2, parent: nodeRun, ...params };
    }),
  ];
  for (const run of runs) putRun(workspace.id, newRun(run, same), cloud);
  return {
    id: job.id,
    workspace: workspace.id,
    name: job.name,
    plan,
    nodeRun,
    steps,
    ...(fault ? { fault } : {}),
    phase: "created",
    at: 0,
    dueAt: now + (durations.jobPrepare / 2) * 1000 * cloud.clock.latency,
  };
}

type RunStart = Pick<Run, "id" | "name" | "number"> & Partial<Run>;

function pipelineRun(job: Resource): RunStart {
  const outputs = Object.entries(record(job.properties.outputs)).map(([name, output]) => {
    return [name, { assetId: text(record(output).uri), type: "MLFlowModel" }] as const;
  });
  return {
    id: job.name,
    name: job.name,
    number: 0,
    displayName: text(job.properties.displayName),
    outputs: Object.fromEntries(outputs),
  };
}

/** What the node reads: a data asset by the id under which the studio shows the jobs that use it, else the address. */
function lineage(
  plan: JobPlan,
  workspace: Resource,
  cloud: Cloud,
): Readonly<Record<string, AssetReference>> {
  const inputs = Object.entries(plan.uris).map(([name, uri]) => {
    const type = plan.component.inputs[name]?.type ?? "";
    const assetOf = type.endsWith("_model") ? modelAssetOf : dataAssetOf;
    const assetId = assetOf(uri, workspace, cloud)?.assetId ?? uri;
    return [name, { assetId, type: runTypes[type] ?? type }] as const;
  });
  return Object.fromEntries(inputs);
}

/** Run history's names of what jobs call `uri_file` and so on. */
const runTypes: Readonly<Record<string, string>> = {
  uri_file: "UriFile",
  uri_folder: "UriFolder",
  mltable: "MLTable",
  mlflow_model: "MLFlowModel",
};

function newRun(run: RunStart, same: Pick<Run, "root" | "created" | "experiment">): Run {
  const pipeline = run.number < 2;
  return {
    ...same,
    displayName: run.name,
    kind: pipeline ? "azureml.PipelineRun" : "azureml.StepRun",
    status: "NotStarted",
    params: {},
    metrics: [],
    log: [],
    logName: pipeline ? "logs/azureml/executionlogs.txt" : "user_logs/std_log.txt",
    inputs: {},
    outputs: {},
    tags: {},
    ...run,
  };
}

/** A failure that a test asked for; of the training step unless it names another one. */
function askedFailure(job: Resource, cloud: Cloud): JobState["fault"] {
  const fault = cloud.faults.take("jobFailure", job.id);
  return (
    fault && {
      step: text(fault.step) || "chat_completion_finetune",
      code: text(fault.code),
      message: text(fault.message),
    }
  );
}

/**
 * What of a job can never change, as text to compare. The SDK archives or tags a job by a PUT of what GET answered,
 * with services, the outputs' URIs and its own order of keys.
 */
export function fixedPart(name: string, job: PipelineJob): string {
  const { experimentName, inputs, outputs, jobs } = job;
  const nodes = Object.entries(jobs).map(([node, { componentId, ...rest }]) => [
    node,
    componentId,
    sorted(rest.inputs, ({ job_input_type, uri, value }) => [job_input_type, uri, value]),
    sorted(rest.outputs, ({ value }) => value),
  ]);
  return JSON.stringify([
    experimentName,
    sorted(inputs, ({ jobInputType, uri, value }) => [jobInputType, uri, value]),
    sorted(outputs, ({ jobOutputType, uri }, output) => [
      jobOutputType,
      uri ?? defaultUri(name, output),
    ]),
    nodes,
  ]);
}

function sorted<T>(map: Record<string, T>, part: (value: T, key: string) => unknown): unknown[] {
  return Object.entries(map)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, value]) => [key, part(value, key)]);
}

function defaultUri(job: string, output: string): string {
  return `azureml://datastores/workspaceblobstore/paths/${outputPath(job, output)}`;
}
