import type { Resource } from "../arm/resources";
import type { JobState } from "./job-state";
import type { Run } from "./run-records";

/** What a step works with. */
export interface StepContext {
  readonly state: JobState;
  readonly workspace: Resource;
  readonly run: Run;
  /** GPUs of one node. */
  readonly gpus: number;
}

/** A metric value with the share of the step's time at which it is logged. */
export interface Logged {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly share: number;
}

/** What a step says and logs; `share` of its time (0 to 1) says when. */
export interface StepReport {
  readonly lines?: readonly { share: number; line: string }[];
  readonly metrics?: readonly Logged[];
  readonly rows?: number;
  readonly outputs?: Run["outputs"];
}
