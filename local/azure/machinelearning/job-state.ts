import type { Cloud } from "../cloud";
import { Kind } from "../store";
import type { JobPlan } from "./job-plan";

export type Phase = "created" | "preparing" | "queue" | "start" | "running" | "finalizing";

/** Where a job stands; what is to come follows from it, so that it survives the death of the process. */
export interface JobState {
  /** ARM id of the job. */
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  readonly plan: JobPlan;
  /** Run ids: of the pipeline node and of the steps in their order. */
  readonly nodeRun: string;
  readonly steps: readonly { readonly name: string; readonly run: string }[];
  /** A failure that was asked for. */
  readonly fault?: { readonly step: string; readonly code: string; readonly message: string };
  phase: Phase;
  /** Index of the step. */
  at: number;
  /** Emulated time of the next move, and of the end of the running step. */
  dueAt: number;
  /** Times that the next move has failed by a fault of local Azure. */
  failedMoves?: number;
  stepEnds?: number;
  failure?: { code: string; message: string };
  /** Rows of the training file, once counted. */
  rows?: number;
}

const kept = new Kind<JobState>("ml-job");

export function getJobState(id: string, cloud: Cloud): JobState | undefined {
  return cloud.store.get(kept, id.toLowerCase());
}

/** Whether this very job still goes on: it may have ended, been deleted, and its name be another one's by now. */
export function goesOn({ id, nodeRun }: JobState, cloud: Cloud): boolean {
  return getJobState(id, cloud)?.nodeRun === nodeRun;
}

export function putJobState(state: JobState, cloud: Cloud): void {
  cloud.store.put(kept, state.id.toLowerCase(), state);
}

/** Takes a job out of the queue: it ended, or its resource is gone. */
export function dropJobState(id: string, cloud: Cloud): void {
  cloud.store.delete(kept, id.toLowerCase());
}

export function jobStates(cloud: Cloud): JobState[] {
  return cloud.store.list(kept).map(({ value }) => value);
}
