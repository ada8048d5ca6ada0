import type { Azure } from "../../azure/client";
import type { Job } from "../../azure/jobs";
import { poll } from "../../azure/poll";
import type { Context } from "../context";

/** Lines of the failed step's log that go into the error. */
const logLines = 30;

/** Tells status and steps until the job has completed. @throws Error with the step's own error and log tail when it has not */
export async function followJob(
  azure: Azure,
  { workspaceId, jobName }: { readonly workspaceId: string; readonly jobName: string },
  { log, waits }: Context,
): Promise<void> {
  const told = new Set<string>();
  const first = await azure.jobs.get(workspaceId, jobName);
  if (!first.finished)
    log(
      `waiting for job '${jobName}'; Ctrl-C twice ends this run, not the job: up goes on with it`,
    );
  const job = await poll<Job>({
    what: `job '${jobName}'`,
    read: () => azure.jobs.get(workspaceId, jobName),
    done: ({ finished }) => finished,
    state: ({ status }) => status,
    onState: (status) => {
      log(`job ${status}`);
    },
    intervalSeconds: waits.pollSeconds,
    deadlineSeconds: waits.trainingMinutes * 60,
    clock: azure.http.clock,
  });
  void told;
  if (job.status === "Completed") return;
  throw new Error(await describeEnd(azure, workspaceId, job));
}

async function describeEnd(
  azure: Azure,
  workspaceId: string,
  { name, status, studioUrl }: Job,
): Promise<string> {
  const failure = await azure.runs.failure(workspaceId, name, logLines);
  const step = failure.step === undefined ? "" : ` in step '${failure.step}'`;
  return [
    `job '${name}' ${status === "Canceled" ? "was canceled" : `ended as ${status}`}${step}: ${failure.message ?? "Azure gives no reason"}`,
    ...(failure.log === undefined ? [] : [`--- last lines of its log ---`, failure.log.trimEnd()]),
    `See ${studioUrl}; the next up submits another attempt`,
  ].join("\n");
}
