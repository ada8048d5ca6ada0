import { ownerTag } from "../catalog/owner-tag";
import type { Owner } from "./reconciler";

/** Tags that say whose an object is. Cleaning up touches only objects that carry them. */
export function ownerTags({ project, stack, resource }: Owner): Record<string, string> {
  return { [ownerTag.project]: project, [ownerTag.stack]: stack, [ownerTag.resource]: resource };
}

type Tags = Readonly<Record<string, string>> | null | undefined;

/** True when the object belongs to the same resource of the same stack. */
export function isOwn(tags: Tags, owner: Owner): boolean {
  return isOfStack(tags, owner) && tags?.[ownerTag.resource] === owner.resource;
}

/** True when the object belongs to any resource of the same stack. */
export function isOfStack(tags: Tags, { project, stack }: Owner): boolean {
  return tags?.[ownerTag.project] === project && tags[ownerTag.stack] === stack;
}
