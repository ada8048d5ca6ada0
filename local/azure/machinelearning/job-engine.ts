import type { Resource } from "../arm/resources";
import { findVmSize } from "../catalogue/vm-sizes";
import type { Cloud } from "../cloud";
import { childId } from "./arm-paths";
import { durations } from "./durations";
import {
  dropJobState,
  getJobState,
  goesOn,
  jobStates,
  type JobState,
  putJobState,
} from "./job-state";
import { runStep } from "./job-steps";
import { registerOutput } from "./named-outputs";
import { text } from "./read-body";
import { freeNodes, takeNodes } from "./nodes";
import { log, setStatus, tell } from "./job-status";
import { getRun, isTerminal, putRun } from "./run-records";

const moving = new Set<string>();
/** Parts in which the log of a running step grows. */
const ticks = 6;
/** Times that a move is made again, after 2 real seconds each, before the job fails with what stopped it. */
const repeats = 5;

/** Plans the next move of a job; also called for every job after a start of local Azure. */
export function scheduleJob({ id, dueAt }: JobState, cloud: Cloud): void {
  cloud.clock.at(dueAt, () => advance(id, cloud));
}

export function resumeJobs(cloud: Cloud): void {
  for (const state of jobStates(cloud)) scheduleJob(state, cloud);
}

async function advance(id: string, cloud: Cloud): Promise<void> {
  const state = getJobState(id, cloud);
  if (!state || moving.has(id) || state.dueAt > cloud.clock.now()) return;
  moving.add(id);
  try {
    await move(state, cloud);
  } catch (error) {
    // a fault of local Azure or of its storage: each move can be made again
    console.error(error);
    await putOff(id, error, cloud);
  } finally {
    moving.delete(id);
  }
  const next = getJobState(id, cloud);
  if (next) scheduleJob(next, cloud);
}

async function putOff(id: string, error: unknown, cloud: Cloud): Promise<void> {
  const state = getJobState(id, cloud);
  if (!state) return;
  const failedMoves = (state.failedMoves ?? 0) + 1;
  if (failedMoves > repeats && state.phase !== "finalizing") {
    const message = error instanceof Error ? error.message : String(error);
    const run = stepOf(state).run;
    fail(state, "InternalServerError", message, cloud);
    // the log lies in the storage that may be what is broken
    await tell(state, run, `InternalServerError: ${message}`, cloud).catch(console.error);
    return;
  }
  const dueAt = cloud.clock.now() + 2000 * cloud.clock.speed;
  putJobState({ ...state, failedMoves, dueAt }, cloud);
}

async function move(state: JobState, cloud: Cloud): Promise<void> {
  const workspace = cloud.resources.get(state.workspace);
  if (!workspace || !cloud.resources.get(state.id)) {
    dropJobState(state.id, cloud);
    return;
  }
  switch (state.phase) {
    case "created":
      setStatus(state, state.name, "Preparing", cloud);
      keep(state, { phase: "preparing" }, durations.jobPrepare, cloud);
      return;
    case "preparing":
      setStatus(state, state.name, "Running", cloud);
      setStatus(state, state.nodeRun, "Running", cloud);
      await tell(state, state.name, `Pipeline ${state.name} is running.`, cloud);
      keep(state, { phase: "queue", at: 0 }, durations.stepPrepare, cloud);
      return;
    case "queue":
      queue(state, workspace, cloud);
      return;
    case "start":
      await start(state, workspace, cloud);
      return;
    case "running":
      await endStep(state, cloud);
      return;
    case "finalizing":
      await finish(state, state.failure ? "Failed" : "Completed", cloud);
  }
}

function keep(state: JobState, change: Partial<JobState>, seconds: number, cloud: Cloud): void {
  if (!goesOn(state, cloud)) return;
  const dueAt = cloud.clock.now() + seconds * 1000 * cloud.clock.latency;
  putJobState({ ...state, failedMoves: 0, dueAt, ...change }, cloud);
}

const stepOf = (state: JobState) => state.steps[state.at] ?? { name: "", run: "" };

/** Input of the component that names the compute of a step. */
function computeOf(
  { plan }: JobState,
  step: string,
): { compute: string; instance: string; nodes: number } {
  const part = text(plan.component.jobs?.[step]?.compute);
  const input = /parent\.inputs\.(\w+)/.exec(part)?.[1] ?? "";
  const instance = input.replace("compute_", "instance_type_");
  return {
    compute: plan.values[input] ?? "serverless",
    instance: plan.values[instance] ?? "",
    nodes: step === "chat_completion_finetune" ? Number(plan.values.num_nodes_finetune ?? 1) : 1,
  };
}

function queue(state: JobState, workspace: Resource, cloud: Cloud): void {
  const { name, run } = stepOf(state);
  const { compute, instance, nodes } = computeOf(state, name);
  setStatus(state, run, "Queued", cloud, { target: compute });
  if (compute === "serverless") {
    const missing = `The VM size ${instance} is not available for serverless compute.`;
    if (findVmSize(instance, cloud.config.asOf))
      keep(state, { phase: "start" }, durations.nodeStart, cloud);
    else fail(state, "BadArgument", missing, cloud);
    return;
  }
  const cluster = cloud.resources.get(
    childId(workspace, "computes", compute.split("/").at(-1) ?? ""),
  );
  if (!cluster) {
    fail(state, "ComputeNotFound", `Compute ${compute} was deleted.`, cloud);
    return;
  }
  const taken = takeNodes(cluster, run, nodes, cloud);
  const dueAt =
    "readyAt" in taken
      ? taken.readyAt
      : // a quarter of a real second at least: with latency 0 a full queue must not turn into a busy loop
        cloud.clock.now() +
        Math.max(durations.queueRetry * 1000 * cloud.clock.latency, 250 * cloud.clock.speed);
  keep(state, { phase: "readyAt" in taken ? "start" : "queue", dueAt }, 0, cloud);
}

async function start(state: JobState, workspace: Resource, cloud: Cloud): Promise<void> {
  const { name, run } = stepOf(state);
  const { compute, instance } = computeOf(state, name);
  setStatus(state, run, "Running", cloud, { started: cloud.clock.now() });
  const size = sizeOf(compute, instance, workspace, cloud);
  if (compute === "serverless" && size)
    cloud.bill.start(`${state.id}#${run}`, {
      resource: state.id,
      meter: "serverless node",
      sku: size.name,
      quantity: 1,
      pricePerHour: size.price,
    });
  await tell(state, state.name, `Step ${name} is running on ${compute}.`, cloud);
  const before = getRun(state.workspace, run, cloud);
  if (!before) return;
  const result = await runStep({ state, workspace, run: before, gpus: size?.gpus ?? 0 }, cloud);
  const stepEnds = cloud.clock.now() + result.seconds * 1000 * cloud.clock.latency;
  if (!goesOn(state, cloud)) return;
  putRun(state.workspace, result.run, cloud);
  await log(state, result.run, cloud);
  const { failure, rows } = result;
  const change = { ...(failure ? { failure } : {}), ...(rows === undefined ? {} : { rows }) };
  keep(state, { phase: "running", stepEnds, ...change }, result.seconds / ticks, cloud);
}

function sizeOf(compute: string, instance: string, workspace: Resource, cloud: Cloud) {
  const name = compute.split("/").at(-1) ?? "";
  const inner = cloud.resources.get(childId(workspace, "computes", name))?.properties.properties;
  const vmSize =
    typeof inner === "object" && inner !== null && "vmSize" in inner
      ? text(inner.vmSize)
      : instance;
  return findVmSize(vmSize, cloud.config.asOf);
}

async function endStep(state: JobState, cloud: Cloud): Promise<void> {
  const { name, run } = stepOf(state);
  const record = getRun(state.workspace, run, cloud);
  if (record) await log(state, record, cloud);
  // it can be canceled while its log is written: what has ended must not go on
  if (!goesOn(state, cloud)) return;
  const left = (state.stepEnds ?? 0) - cloud.clock.now();
  if (left > 0) {
    const started = record?.started ?? cloud.clock.now();
    const part = ((state.stepEnds ?? 0) - started) / ticks;
    keep(state, { dueAt: cloud.clock.now() + Math.min(left, part) }, 0, cloud);
    return;
  }
  freeNodes(run, cloud);
  cloud.bill.stop(`${state.id}#${run}`);
  if (state.failure) {
    fail(state, state.failure.code, state.failure.message, cloud);
    return;
  }
  setStatus(state, run, "Completed", cloud, { ended: cloud.clock.now() });
  await tell(state, state.name, `Step ${name} is completed.`, cloud);
  if (!goesOn(state, cloud)) return;
  const more = state.at + 1 < state.steps.length;
  const seconds = more ? durations.stepPrepare : durations.jobFinalize;
  if (!more) setStatus(state, state.name, "Finalizing", cloud);
  keep(state, { phase: more ? "queue" : "finalizing", at: state.at + 1 }, seconds, cloud);
}

/** A step failed: the job ends with the step's own error. */
function fail(state: JobState, code: string, message: string, cloud: Cloud): void {
  const { run } = stepOf(state);
  freeNodes(run, cloud);
  setStatus(state, run, "Failed", cloud, { ended: cloud.clock.now(), error: { code, message } });
  keep(state, { phase: "finalizing", failure: { code, message } }, durations.jobFinalize, cloud);
}

/** Ends a job and everything of it that has not ended. */
export async function finish(
  state: JobState,
  status: "Completed" | "Failed" | "Canceled",
  cloud: Cloud,
): Promise<void> {
  const ended = cloud.clock.now();
  const step = stepOf(state).name;
  const error = state.failure && {
    code: state.failure.code,
    message: `Pipeline step '${step}' failed: ${state.failure.message}`,
  };
  // all or nothing: a job that is out of the queue must have ended
  cloud.store.transaction(() => {
    dropJobState(state.id, cloud);
    if (status === "Completed") registerOutput(state.id, state.plan, cloud);
    for (const { run } of state.steps) {
      freeNodes(run, cloud);
      cloud.bill.stop(`${state.id}#${run}`);
      const record = getRun(state.workspace, run, cloud);
      if (record && !isTerminal(record.status) && status === "Canceled")
        setStatus(state, run, "Canceled", cloud, { ended });
    }
    for (const run of [state.nodeRun, state.name])
      setStatus(state, run, status, cloud, { ended, ...(error ? { error } : {}) });
  });
  await tell(state, state.name, `Pipeline ${state.name} is ${status.toLowerCase()}.`, cloud);
}
