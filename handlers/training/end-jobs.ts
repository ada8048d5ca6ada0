import type { Azure } from "../../azure/client";
import type { Context } from "../context";
import { isOfStack } from "../owner-tags";

/**
 * Cancels this stack's unfinished jobs but the one that is wanted, so that none is paid for in vain, and waits until
 * they have ended: the answer to a cancel may come before that.
 */
export async function endJobs(
  azure: Azure,
  workspaceId: string,
  wanted: string | undefined,
  context: Context,
): Promise<void> {
  const { log, waits } = context;
  const jobs = await azure.jobs.list(workspaceId);
  const unwanted = jobs.filter(
    (job) => job.name !== wanted && !job.finished && isOfStack(job.tags, context),
  );
  await Promise.all(
    unwanted.map(async ({ name }) => {
      log(`job '${name}' is not wanted any more: it is canceled`);
      await azure.jobs.cancel(workspaceId, name);
      await azure.jobs.wait(workspaceId, name, {
        intervalSeconds: waits.pollSeconds,
        deadlineSeconds: waits.operationMinutes * 60,
      });
    }),
  );
}
