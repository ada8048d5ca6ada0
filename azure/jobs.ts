import { apiVersions } from "../catalog/api-versions";
import type { Arm } from "./arm";
import type { Cloud } from "./cloud";
import { isAzureError } from "./errors";
import { isEnded } from "./job-status";
import type { JobStatus } from "./job-status";
import { poll } from "./poll";
import { callerOf } from "./token-claims";

/** A job as ARM tells it. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly status: JobStatus;
  /** Completed, Failed or Canceled: nothing more will happen. */
  readonly finished: boolean;
  readonly displayName?: string;
  readonly experimentName?: string;
  /** Page of the job in the studio, for a browser; empty when the service names none. */
  readonly studioUrl: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>>;
}

/** How `jobs.wait` waits; times in seconds. */
export interface JobWait {
  /** Upper limit of the pause; it grows from 2 s as the Python SDK's does. Default 60. */
  readonly intervalSeconds?: number;
  readonly deadlineSeconds: number;
  /** How long NotResponding is borne: Azure says that a run can come back from it. Default 600. */
  readonly graceSeconds?: number;
  readonly onState?: (status: JobStatus, job: Job) => void;
  readonly signal?: AbortSignal;
}

/** Jobs of a workspace (by its resource id). */
export interface Jobs {
  get(workspaceId: string, name: string): Promise<Job>;
  find(workspaceId: string, name: string): Promise<Job | undefined>;
  /** Submits; a job that is there already under this name is returned as it is when Azure refuses to change it. */
  put(workspaceId: string, name: string, body: unknown): Promise<Job>;
  /** Asks for the end of a job; one that has ended is left alone. Does not wait for the end. */
  cancel(workspaceId: string, name: string): Promise<void>;
  /** All jobs, or those with this tag key. */
  list(workspaceId: string, tag?: string): Promise<Job[]>;
  /** The job when it has ended, in whatever way; also one that stays Paused or NotResponding for longer than the grace. */
  wait(workspaceId: string, name: string, wait: JobWait): Promise<Job>;
}

interface Resource {
  readonly id?: string;
  readonly name?: string;
  readonly properties?: {
    readonly status?: JobStatus;
    readonly displayName?: string;
    readonly experimentName?: string;
    readonly services?: Readonly<Record<string, { readonly endpoint?: string } | null>> | null;
    readonly tags?: Readonly<Record<string, string>> | null;
    readonly properties?: Readonly<Record<string, string>> | null;
  } | null;
}

const version = apiVersions.machineLearning;

export function createJobs(arm: Arm, cloud: Cloud): Jobs {
  const toJob = async (id: string, resource: Resource): Promise<Job> =>
    read(id, resource, (await callerOf(arm.http, cloud.armScope)).tenantId);

  const jobs: Jobs = {
    async get(workspaceId, name) {
      const id = idOf(workspaceId, name);
      return toJob(id, await arm.get<Resource>(id, version));
    },
    async find(workspaceId, name) {
      const id = idOf(workspaceId, name);
      const resource = await arm.find<Resource>(id, version);
      return resource && toJob(id, resource);
    },
    async put(workspaceId, name, body) {
      const id = idOf(workspaceId, name);
      try {
        return await toJob(id, await submit(arm, cloud, id, body));
      } catch (error) {
        if (!isAzureError(error, 409)) throw error;
        return (await jobs.find(workspaceId, name)) ?? Promise.reject(error);
      }
    },
    cancel: (workspaceId, name) => cancel(jobs, arm, workspaceId, name),
    async list(workspaceId, tag) {
      const found = await arm.list<Resource>(`${workspaceId}/jobs`, version, { tag });
      return Promise.all(found.map((one) => toJob(idOf(workspaceId, one.name ?? ""), one)));
    },
    wait: (workspaceId, name, wait) =>
      waitForEnd(() => jobs.get(workspaceId, name), name, wait, arm),
  };
  return jobs;
}

function idOf(workspaceId: string, name: string): string {
  return `${workspaceId}/jobs/${name}`;
}

async function submit(arm: Arm, cloud: Cloud, id: string, body: unknown): Promise<Resource> {
  // The job runs as the user: this token lets its steps read the registry (azure-ai-ml sends it with every pipeline job).
  const headers = { "x-azureml-token": await arm.http.token(cloud.mlScope) };
  return arm.put<Resource>(id, version, body, { headers, wait: false });
}

async function cancel(jobs: Jobs, arm: Arm, workspaceId: string, name: string): Promise<void> {
  try {
    await arm.post(`${idOf(workspaceId, name)}/cancel`, version, undefined, { retry: "safe" });
  } catch (error) {
    const job = isAzureError(error) ? await jobs.find(workspaceId, name) : undefined;
    const isOver = isAzureError(error, 404) ? job === undefined : job?.finished;
    if (isOver !== true) throw error;
  }
}

async function waitForEnd(
  read: () => Promise<Job>,
  name: string,
  wait: JobWait,
  arm: Arm,
): Promise<Job> {
  const { intervalSeconds = 60, deadlineSeconds, graceSeconds = 600, onState, signal } = wait;
  const { clock } = arm.http;
  let silentSince: number | undefined;
  return poll({
    what: `the end of job '${name}'`,
    read,
    state: ({ status }) => status,
    onState: (_state, job) => onState?.(job.status, job),
    done: ({ status }) => {
      if (status !== "NotResponding" && status !== "Paused") silentSince = undefined;
      else silentSince ??= clock.now();
      const isLost = silentSince !== undefined && clock.now() - silentSince >= graceSeconds * 1000;
      return isEnded(status) || isLost;
    },
    intervalSeconds: (elapsed) => Math.min(pollPause(elapsed), intervalSeconds),
    deadlineSeconds,
    signal,
    clock,
  });
}

/** As azure-ai-ml polls (`_run_history_constants.py`): 2 s in the beginning, 60 s after two minutes and more. */
function pollPause(elapsedSeconds: number): number {
  return Math.max(2, Math.floor(60 / (1 + 100 * Math.exp(-elapsedSeconds / 20))));
}

function read(id: string, resource: Resource, tenantId: string | undefined): Job {
  const {
    status = "Unknown",
    displayName,
    experimentName,
    services,
    tags,
    properties,
  } = resource.properties ?? {};
  return {
    id: resource.id ?? id,
    name: resource.name ?? id.slice(id.lastIndexOf("/") + 1),
    status,
    finished: isEnded(status),
    ...(displayName === undefined ? {} : { displayName }),
    ...(experimentName === undefined ? {} : { experimentName }),
    studioUrl: studioUrl(services?.Studio?.endpoint, tenantId),
    tags: tags ?? {},
    properties: properties ?? {},
  };
}

/** The studio opens the wrong directory for people in several ones, unless the link names it (azure-ai-ml `TID_FMT`). */
function studioUrl(endpoint: string | undefined, tenantId: string | undefined): string {
  if (!endpoint || !tenantId || /[?&]tid=/.test(endpoint)) return endpoint ?? "";
  return `${endpoint}${endpoint.includes("?") ? "&" : "?"}tid=${tenantId}`;
}
