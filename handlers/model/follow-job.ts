import type { Azure } from "../../azure/client";
import type { Job } from "../../azure/jobs";
import type { Context } from "../context";

/** Lines of the failed step's log that go into the error. */
const logLines = 30;

interface Followed {
  readonly workspaceId: string;
  readonly jobName: string;
  /** How many jobs may be submitted for the same inputs; states of earlier versions have none. */
  readonly attempts?: number;
}

/** Tells status and steps until the job has completed. @throws Error with the step's own error and log tail when it has not */
export async function followJob(
  azure: Azure,
  { workspaceId, jobName, attempts }: Followed,
  context: Context,
): Promise<void> {
  const { log, waits } = context;
  const first = await azure.jobs.get(workspaceId, jobName);
  if (!first.finished)
    log(
      `waiting for job '${jobName}'; Ctrl-C twice ends this run, not the job: up goes on with it`,
    );
  const stopSteps = tellSteps(azure, workspaceId, jobName, context);
  try {
    const job = await azure.jobs.wait(workspaceId, jobName, {
      intervalSeconds: waits.pollSeconds,
      deadlineSeconds: waits.trainingMinutes * 60,
      onState: (status) => {
        log(`job ${status}`);
      },
    });
    if (job.status !== "Completed") {
      throw new Error(await describeEnd(azure, workspaceId, job, attempts));
    }
  } finally {
    stopSteps();
  }
}

/** Tells each step's change of state; a step that cannot be read is no reason to end the wait. */
function tellSteps(
  azure: Azure,
  workspaceId: string,
  jobName: string,
  { log, waits }: Context,
): () => void {
  const told = new Map<string, string>();
  const stop = new AbortController();
  const { signal } = stop;
  const look = async () => {
    for (const run of await azure.runs.descendants(workspaceId, jobName).catch(() => [])) {
      const name = run.displayName ?? run.name ?? run.runId;
      if (signal.aborted || told.get(run.runId) === run.status) continue;
      told.set(run.runId, run.status);
      log(`  ${name}: ${run.status}`);
    }
  };
  const repeat = async () => {
    while (!signal.aborted) {
      await look();
      // The pause that is stopped must not keep the process; one that fails is not to be tried at once for ever.
      await azure.http.clock.sleep(Math.max(0.2, waits.pollSeconds), signal).catch(() => {
        stop.abort();
      });
    }
  };
  void repeat();
  return () => {
    stop.abort();
  };
}

async function describeEnd(
  azure: Azure,
  workspaceId: string,
  { name, status, studioUrl }: Job,
  attempts: number | undefined,
): Promise<string> {
  const failure = await azure.runs.failure(workspaceId, name, logLines);
  const step = failure.step === undefined ? "" : ` in step '${failure.step}'`;
  return [
    `job '${name}' ${status === "Canceled" ? "was canceled" : `ended as ${status}`}${step}: ${failure.message}`,
    ...(failure.logTail === undefined
      ? []
      : [`--- last lines of ${failure.logName ?? "its log"} ---`, failure.logTail.trimEnd()]),
    `See ${studioUrl}; ${nextStep(name, attempts)}`,
  ].join("\n");
}

/** @param attempts how many there may be, if that is known */
function nextStep(jobName: string, attempts = Infinity): string {
  const attempt = Number(/-(\d+)$/.exec(jobName)?.[1] ?? 1);
  return attempt < attempts
    ? "the next up submits another attempt"
    : `it was attempt ${attempt} of ${attempts}: change a parameter or raise training.attempts`;
}
