import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import { arm, childId, jobType, workspaceOf, workspacePath } from "./arm-paths";
import { durations } from "./durations";
import { conflict, invalidRequest, notFound, userError } from "./errors";
import { jobBody, pipelineJob, type PipelineJob } from "./job-body";
import { finish, scheduleJob } from "./job-engine";
import { planJob } from "./job-plan";
import { dropJobState, getJobState, putJobState } from "./job-state";
import { changeable, fixedPart, newState, shapeJob } from "./new-job";
import { shown } from "./list-versions";
import { listAnswer } from "./paging";
import { readBody, record, text } from "./read-body";
import { systemData } from "./system-data";
import { getRun, isTerminal, putRun, type RunStatus } from "./run-records";

const canceled = "machinelearning/job-canceled";
const jobName = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/;
async function put(call: Call, cloud: Cloud): Promise<Response> {
  const workspace = workspaceOf(call, cloud);
  const name = call.params.jobName ?? "";
  if (!jobName.test(name))
    throw invalidRequest("InvalidJobName", `The job name '${name}' is invalid.`);
  const job = await readJob(call);
  const id = childId(workspace, "jobs", name);
  const before = cloud.resources.get(id);
  if (before) return update({ ...before, systemData: systemData(call, before, cloud) }, job, cloud);
  await checkUserToken(call, cloud);
  const plan = planJob(job, workspace, cloud);
  const made = systemData(call, undefined, cloud);
  const resource = { ...shapeJob({ id, name, job, workspace }, cloud), systemData: made };
  cloud.store.transaction(() => {
    cloud.resources.put(resource);
    putJobState(newState(resource, workspace, plan, cloud), cloud);
  });
  const state = getJobState(id, cloud);
  if (state) scheduleJob(state, cloud);
  return json(201, resource);
}

async function readJob(call: Call): Promise<PipelineJob> {
  const { properties } = await readBody(call, jobBody);
  if (!samePath(properties.jobType, "Pipeline"))
    throw new AzureError(
      501,
      "NotImplemented",
      `Local Azure does not emulate jobs of the type '${properties.jobType}'.`,
    );
  const checked = pipelineJob.safeParse(properties);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const field = `properties.${issue?.path.join(".") ?? ""}`;
  throw invalidRequest("InvalidRequestBody", `${field}: ${issue?.message ?? ""}`, field);
}

/**
 * The steps of a registry component run in the name of the user, whose token for Azure ML comes in a header of its own.
 * No source shows that the service refuses a job without it, so that only one that is sent is looked at.
 */
async function checkUserToken(call: Call, cloud: Cloud): Promise<void> {
  const token = call.headers.get("x-azureml-token");
  if (token === null) return;
  const caller = await cloud.tokens.check(`Bearer ${token}`, cloud.config.audiences.ml);
  if (caller.objectId !== call.caller?.objectId)
    throw userError("The header x-azureml-token is of another user than the request.");
}

/** A job that was submitted cannot become another one; its labels can. */
function update(before: Resource, job: PipelineJob, cloud: Cloud): Response {
  const submitted = fixedPart(before.name, pipelineJob.parse(before.properties));
  if (submitted !== fixedPart(before.name, job))
    throw userError(
      `A job with the name '${before.name}' already exists, and only ${changeable.join(", ")} of it can be changed.`,
      { details: [{ code: "JobPropertyImmutable", message: before.name }] },
    );
  const { displayName, description, tags, isArchived, properties } = job;
  const changed = {
    ...before,
    properties: {
      ...before.properties,
      displayName: displayName ?? before.properties.displayName,
      description: description ?? null,
      tags,
      isArchived,
      properties,
    },
  };
  cloud.resources.put(changed);
  return json(200, changed);
}

function jobOf(call: Call, cloud: Cloud): Resource {
  const name = call.params.jobName ?? "";
  const job = cloud.resources.get(childId(workspaceOf(call, cloud), "jobs", name));
  if (job) return job;
  throw notFound(`Job with name ${name} was not found.`);
}

/** A step of a pipeline is there too, but only its name: `properties` is null (azureml-wire.md 6.1). */
function getJob(call: Call, cloud: Cloud): Response {
  const workspace = workspaceOf(call, cloud);
  const name = call.params.jobName ?? "";
  const id = childId(workspace, "jobs", name);
  const child = getRun(workspace.id, name, cloud)?.parent !== undefined;
  return json(200, child ? { id, name, type: jobType, properties: null } : jobOf(call, cloud));
}

function cancel(call: Call, cloud: Cloud): Response {
  const job = jobOf(call, cloud);
  if (isTerminal(text(job.properties.status) as RunStatus)) return empty(200);
  const workspace = workspaceOf(call, cloud).id;
  cloud.resources.put({ ...job, properties: { ...job.properties, status: "CancelRequested" } });
  const run = getRun(workspace, job.name, cloud);
  if (run) putRun(workspace, { ...run, status: "CancelRequested" }, cloud);
  const operation = cloud.operations.begin(canceled, job.id, {
    seconds: durations.jobFinalize,
    resourceId: job.id,
  });
  return cloud.operations.accepted(operation, { status: 202, style: "location" });
}

function remove(call: Call, cloud: Cloud): Promise<Response> {
  const job = jobOf(call, cloud);
  if (!isTerminal(text(job.properties.status) as RunStatus))
    throw conflict(
      `Job ${job.name} is in the state ${text(job.properties.status)}; cancel it first.`,
    );
  return cloud.resources.remove(job.id).then(() => empty(204));
}

function list(call: Call, cloud: Cloud): Response {
  const { query } = call;
  const [kind, tag] = [query.get("jobType"), query.get("tag")];
  const all = shown(cloud.resources.list(jobType, workspaceOf(call, cloud).id), call);
  // no job comes from a schedule
  const isScheduled = query.has("scheduleId") || samePath(query.get("scheduled") ?? "", "true");
  const value = all.filter(
    ({ properties }) =>
      !isScheduled &&
      (kind === null || samePath(kind, text(properties.jobType))) &&
      (tag === null || Object.hasOwn(record(properties.tags), tag)),
  );
  return listAnswer(call, cloud, value);
}

const path = `${workspacePath}/jobs`;

export const jobRoutes: readonly Route[] = [
  arm("PUT", `${path}/{jobName}`, put),
  arm("GET", `${path}/{jobName}`, getJob),
  arm("GET", path, list, ["$skip", "jobType", "tag", "listViewType", "scheduled", "scheduleId"]),
  arm("DELETE", `${path}/{jobName}`, remove),
  arm("POST", `${path}/{jobName}/cancel`, cancel),
];

export function registerJobs(cloud: Cloud): void {
  cloud.operations.on(canceled, async (payload) => {
    const state = getJobState(text(payload), cloud);
    if (state) await finish(state, "Canceled", cloud);
  });
  cloud.resources.onDelete(jobType, (job) => {
    dropJobState(job.id, cloud);
  });
}
