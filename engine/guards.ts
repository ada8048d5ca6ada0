import { ownerTag } from "../catalog/owner-tag";
import type { AzureView } from "./azure-view";
import type { ExportedStack, StateResource } from "./deployment";
import type { PlannedStep } from "./orphans";

interface GuardInputs {
  /** Of a purge: what it deletes for good. */
  readonly targetId?: unknown;
  /** Of a job: where it runs. */
  readonly workspaceId?: unknown;
  readonly owner?: { readonly project: string; readonly stack: string; readonly resource: string };
}

/**
 * The planned creates that `destroy` would miss: the purge of an object that is in the state (without it the object goes
 * to Azure's recycle bin, and its name stays blocked), and the job resource whose job runs already (without it nobody
 * cancels the job). Creating them touches nothing: a purge acts only when it is deleted, a job that runs is taken over.
 */
export async function findGuards(
  steps: readonly PlannedStep[],
  stack: ExportedStack,
  connect: () => Promise<AzureView>,
): Promise<StateResource[]> {
  const known = new Set((stack.deployment.resources ?? []).map(({ id }) => id?.toLowerCase()));
  const isKnown = (id: unknown): id is string =>
    typeof id === "string" && known.has(id.toLowerCase());
  const guards: StateResource[] = [];
  for (const { op, newState } of steps) {
    if (op !== "create" || !newState) continue;
    const { targetId, workspaceId, owner } = (newState.inputs ?? {}) as GuardInputs;
    if (newState.type.endsWith(":Purge") && isKnown(targetId)) guards.push(newState);
    if (!newState.type.endsWith(":FineTuneJob") || !isKnown(workspaceId) || !owner) continue;
    const running = await (await connect()).runningJobs(workspaceId);
    const isOwn = running.some(
      (tags) =>
        tags[ownerTag.project] === owner.project &&
        tags[ownerTag.stack] === owner.stack &&
        tags[ownerTag.resource] === owner.resource,
    );
    if (isOwn) guards.push(newState);
  }
  return guards;
}
