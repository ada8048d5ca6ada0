import { isoTime } from "../clock";
import type { Cloud } from "../cloud";
import { Kind } from "../store";
import { artifactContainer, type BlobPlace } from "./datastores";

export type RunStatus =
  | "NotStarted"
  | "Preparing"
  | "Queued"
  | "Running"
  | "Finalizing"
  | "CancelRequested"
  | "Completed"
  | "Failed"
  | "Canceled";

export interface RunError {
  readonly code: string;
  readonly message: string;
}

/** A value that a run logged; seen from `at` on (emulated milliseconds). */
export interface MetricValue {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly at: number;
}

/** What a run read or wrote, as the studio follows it. */
export interface AssetReference {
  readonly assetId: string;
  readonly type: string;
}

/** One run: the job itself, its pipeline node, or one of the steps. */
export interface Run {
  readonly id: string;
  readonly root: string;
  readonly parent?: string;
  /** Name inside the parent: that of the node or step. */
  readonly name: string;
  readonly displayName: string;
  readonly experiment: string;
  readonly kind: "azureml.PipelineRun" | "azureml.StepRun";
  readonly number: number;
  status: RunStatus;
  /** Emulated milliseconds. */
  readonly created: number;
  started?: number;
  ended?: number;
  target?: string;
  error?: RunError;
  params: Record<string, string>;
  metrics: MetricValue[];
  /** Lines of the log with the time from which on they are there. */
  log: { at: number; line: string }[];
  /** Name of the log file in the run's folder. */
  readonly logName: string;
  inputs: Record<string, AssetReference>;
  outputs: Record<string, AssetReference>;
  tags: Record<string, string>;
}

const kept = new Kind<Run>("ml-run");
const terminal: readonly RunStatus[] = ["Completed", "Failed", "Canceled"];

export const isTerminal = (status: RunStatus): boolean => terminal.includes(status);

const keyOf = (workspace: string, run: string): string => `${workspace.toLowerCase()}#${run}`;

export function getRun(workspace: string, id: string, cloud: Cloud): Run | undefined {
  return cloud.store.get(kept, keyOf(workspace, id));
}

export function putRun(workspace: string, run: Run, cloud: Cloud): void {
  cloud.store.put(kept, keyOf(workspace, run.id), run);
}

/** Runs of a workspace in the order of their making. */
export function runsOf(workspace: string, cloud: Cloud): Run[] {
  return cloud.store
    .list(kept, keyOf(workspace, ""))
    .map(({ value }) => value)
    .sort((a, b) => a.created - b.created || a.number - b.number);
}

export function forgetRuns(workspace: string, cloud: Cloud): void {
  for (const { key } of cloud.store.list(kept, keyOf(workspace, ""))) cloud.store.delete(kept, key);
}

/** Metrics that are there by now. */
export function metricsNow({ metrics }: Run, cloud: Cloud): MetricValue[] {
  return metrics.filter(({ at }) => at <= cloud.clock.now());
}

/** The blob of a run's log. */
export function logPlace(run: Run, place: BlobPlace): BlobPlace & { readonly path: string } {
  return {
    account: place.account,
    container: artifactContainer,
    path: `ExperimentRun/dcid.${run.id}/${run.logName}`,
  };
}

/** Writes what the log says by now. */
export async function writeLog(run: Run, place: BlobPlace, cloud: Cloud): Promise<void> {
  const { account, container, path } = logPlace(run, place);
  const lines = run.log
    .filter(({ at }) => at <= cloud.clock.now())
    .map(({ at, line }) => `${isoTime(at).slice(0, 19)} ${line}`);
  await cloud.blobs.put(account, container, path, `${lines.join("\n")}\n`);
}
