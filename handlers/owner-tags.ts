import type { Owner } from "./reconciler";

/** Tags that say whose an object is. Cleaning up touches only objects that carry them. */
export function ownerTags({ project, stack, resource }: Owner): Record<string, string> {
  return { "pulumi-project": project, "pulumi-stack": stack, "pulumi-resource": resource };
}

/** True when the object belongs to the same stack's resource. */
export function isOwn(
  tags: Readonly<Record<string, string>> | null | undefined,
  owner: Owner,
): boolean {
  return Object.entries(ownerTags(owner)).every(([name, value]) => tags?.[name] === value);
}
