import type { Cloud } from "../cloud";
import { datastorePlace } from "./datastores";
import type { JobState } from "./job-state";
import { getRun, putRun, writeLog, type Run, type RunStatus } from "./run-records";

/** Sets the status of a run, and of the job when it is the job's own run. */
export function setStatus(
  state: JobState,
  runId: string,
  status: RunStatus,
  cloud: Cloud,
  more: Partial<Pick<Run, "started" | "ended" | "target" | "error">> = {},
): void {
  const run = getRun(state.workspace, runId, cloud);
  if (!run) return;
  const started = run.started ?? cloud.clock.now();
  putRun(
    state.workspace,
    { ...run, ...(status === "Running" ? { started } : {}), status, ...more },
    cloud,
  );
  const job = runId === state.name ? cloud.resources.get(state.id) : undefined;
  if (job) cloud.resources.put({ ...job, properties: { ...job.properties, status } });
}

/** Adds a line to the log of a run. */
export async function tell(
  state: JobState,
  runId: string,
  line: string,
  cloud: Cloud,
): Promise<void> {
  const run = getRun(state.workspace, runId, cloud);
  if (!run) return;
  const told = { ...run, log: [...run.log, { at: cloud.clock.now(), line }] };
  putRun(state.workspace, told, cloud);
  await log(state, told, cloud);
}

/** Writes the log of a run as it is by now. */
export async function log(state: JobState, run: Run, cloud: Cloud): Promise<void> {
  const workspace = cloud.resources.get(state.workspace);
  const place = workspace && datastorePlace(workspace, "workspaceblobstore", cloud);
  if (place) await writeLog(run, place, cloud);
}
