import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { workspaceType } from "./arm-paths";

/** https://learn.microsoft.com/azure/machine-learning/concept-soft-delete: not to be changed by users. */
const retentionDays = 14;

/** Workspaces in the bin; those whose time is over are gone. */
export function deletedWorkspaces({ resources, clock }: Cloud): Resource[] {
  const all = resources.softDeletedList(workspaceType);
  const over = all.filter(({ deletedAt }) => deletedAt + retentionDays * 86_400_000 <= clock.now());
  for (const { resource } of over) resources.purge(resource.id);
  return all.filter((one) => !over.includes(one)).map(({ resource }) => resource);
}

export function isDeleted(id: string, cloud: Cloud): boolean {
  return deletedWorkspaces(cloud).some((one) => samePath(one.id, id));
}
