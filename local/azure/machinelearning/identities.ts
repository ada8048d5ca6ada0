import {
  assignIdentity,
  identitySchema,
  type IdentityBody,
  type IdentityOutput,
} from "../arm/managed-identity";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { record, text } from "./read-body";

/** `identity` of a request body. */
export const identityBody = identitySchema.nullish();

/** What a resource carries for the identity that was asked for; a system identity stays the same over updates. */
export function resolveIdentity(
  asked: IdentityBody | null | undefined,
  owner: { readonly id: string; readonly before: Resource | undefined },
  cloud: Cloud,
): IdentityOutput | undefined {
  return assignIdentity(cloud, asked ?? undefined, owner);
}

/** Object ids of the user-assigned identities of a stored `identity`. */
export function userPrincipals(identity: unknown): string[] {
  return Object.values(record(record(identity).userAssignedIdentities)).map((one) =>
    text(record(one).principalId),
  );
}
