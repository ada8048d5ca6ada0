import { ownerTag } from "../catalog/owner-tag";
import type { Owner } from "./common-inputs";

/** Tags that say whose an object is. Cleaning up touches only objects that carry them. */
export function ownerTags({ project, stack, resource }: Owner): Record<string, string> {
  return { [ownerTag.project]: project, [ownerTag.stack]: stack, [ownerTag.resource]: resource };
}

type Tags = Readonly<Record<string, string>> | null | undefined;

/** Whose a resource is, and whose it was before stack or resource were renamed: what was made then has the old tags. */
export interface Owners {
  readonly owner: Owner;
  readonly formerOwner?: Owner | undefined;
}

/** True when the object belongs to the same resource of the same stack. */
export function isOwn(tags: Tags, owners: Owners): boolean {
  return some(
    owners,
    (owner) => isTagged(tags, owner) && tags?.[ownerTag.resource] === owner.resource,
  );
}

/** True when the object belongs to any resource of the same stack. */
export function isOfStack(tags: Tags, owners: Owners): boolean {
  return some(owners, (owner) => isTagged(tags, owner));
}

/** True when the tags are there with these values; others do not matter. */
export function hasTags(tags: Tags, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => tags?.[name] === value);
}

function isTagged(tags: Tags, { project, stack }: Owner): boolean {
  return tags?.[ownerTag.project] === project && tags[ownerTag.stack] === stack;
}

function some({ owner, formerOwner }: Owners, test: (owner: Owner) => boolean): boolean {
  return test(owner) || (formerOwner !== undefined && test(formerOwner));
}
