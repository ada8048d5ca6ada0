import type { Azure } from "../../azure/client";
import { isWorkspaceUnknown } from "../../azure/refusals";
import { retentionDays } from "../../azure/workspaces";
import { apiVersions } from "../../catalog/api-versions";
import type { Context } from "../context";
import { isOfStack, isOwn, ownerTags } from "../owner-tags";

interface Removal {
  readonly targetId: string;
  readonly location: string;
  readonly azure: Azure;
  readonly context: Context;
}

interface Tagged {
  readonly id: string;
  readonly tags?: Record<string, string> | null;
}

/** Deletes a workspace for good, also one that somebody has deleted softly, with its resource group or without. */
export async function removeWorkspace(removal: Removal): Promise<void> {
  const { targetId, azure } = removal;
  if (!(await azure.workspaces.find(targetId))) {
    await removeSoftDeleted(removal);
    return;
  }
  await refuseWhileInUse(removal);
  await deleteForGood(removal);
}

/** What is left of a workspace that is deleted already, or that a killed run has made; one that is in use stays. */
export async function freeWorkspaceName(removal: Removal): Promise<void> {
  const { targetId, azure, context } = removal;
  // The name was changed and changed back before the workspace was replaced: only the purge is the old one.
  if ((await azure.workspaces.find(targetId)) && (await ownChildren(removal)).length > 0) {
    context.log(`'${targetId}' is in use: it stays`);
    return;
  }
  await removeWorkspace(removal);
}

/** A delete that takes along what the state still believes in would leave the state wrong. */
async function refuseWhileInUse(removal: Removal): Promise<void> {
  const own = await ownChildren(removal);
  if (own.length === 0) return;
  throw new Error(
    `'${removal.targetId}' still holds ${own.map((child) => `'${child.id}'`).join(", ")} of this stack; delete these first: run destroy again`,
  );
}

async function ownChildren({ targetId, azure, context }: Removal): Promise<readonly Tagged[]> {
  const lists = await Promise.all(
    ["computes", "onlineEndpoints"].map((child) =>
      azure.arm.list<Tagged>(`${targetId}/${child}`, apiVersions.machineLearning),
    ),
  );
  return lists.flat().filter(({ tags }) => isOfStack(tags, context));
}

/**
 * Azure takes the purge only below a resource group that is there, and a group of the same name will do (as for Log Analytics:
 * Azure/azure-powershell#12841). So a group that is gone is made for it, and deleted again; its tags name this resource,
 * for the case that a run is killed in between.
 */
async function removeSoftDeleted(removal: Removal): Promise<void> {
  const { targetId, location, azure, context } = removal;
  const groupId = targetId.replace(/\/providers\/.*/i, "");
  const group = await azure.arm.find<Tagged>(groupId, apiVersions.resources);
  if (!group) {
    if (!(await azure.workspaces.isSoftDeleted(targetId))) return;
    const tags = ownerTags(context.owner);
    await azure.arm.put(groupId, apiVersions.resources, { location, tags });
  }
  try {
    if (await deleteForGood(removal)) return;
    if (await azure.workspaces.isSoftDeleted(targetId)) context.log(outOfReach(targetId));
  } finally {
    if (!group || isOwn(group.tags, context)) {
      await azure.arm.delete(groupId, apiVersions.resources);
    }
  }
}

/** False when Azure has found nothing to delete. */
async function deleteForGood({ targetId, azure }: Removal): Promise<boolean> {
  try {
    return await azure.arm.delete(targetId, apiVersions.machineLearning, {
      query: { forceToPurge: "true" },
    });
  } catch (error) {
    if (isWorkspaceUnknown(error)) return false;
    throw error;
  }
}

function outOfReach(id: string): string {
  return (
    `warning: '${id}' is soft-deleted, and Azure does not find it to delete it for good (Azure/azure-cli#33756): its name stays blocked for up to ${retentionDays} days; ` +
    "to free it now, use the Azure portal (Azure Machine Learning, 'Recently deleted'), or set naming.workspace or naming.suffix"
  );
}
