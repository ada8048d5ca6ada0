import { z } from "zod";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { parseId, samePath } from "./resource-id";
import type { Resource } from "./resources";

/** `identity` of a body; an entry that is null takes that identity away. */
export const identitySchema = z.object({
  type: z
    .string()
    .refine(
      (type) => normalTypes.has(type.replaceAll(" ", "").toLowerCase()),
      "identity type must be None, SystemAssigned, UserAssigned or 'SystemAssigned,UserAssigned'",
    ),
  userAssignedIdentities: z
    .record(z.string(), z.looseObject({}).nullable())
    .nullish()
    .transform((map) => map ?? undefined),
});
export type IdentityBody = z.infer<typeof identitySchema>;

const normalTypes = new Map([
  ["none", "None"],
  ["systemassigned", "SystemAssigned"],
  ["userassigned", "UserAssigned"],
  ["systemassigned,userassigned", "SystemAssigned,UserAssigned"],
]);
export const userAssignedType = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** `identity` of an answer. */
export interface IdentityOutput {
  readonly type: string;
  readonly principalId?: string;
  readonly tenantId?: string;
  readonly userAssignedIdentities?: Readonly<
    Record<string, { readonly principalId: string; readonly clientId: string }>
  >;
}

/** The user-assigned identity of an id; 400 when there is none, or it is something else. */
function userAssigned(cloud: Cloud, id: string, owner: string): Resource {
  const identity = cloud.resources.get(id);
  if (identity && samePath(identity.type, userAssignedType)) return identity;
  throw new AzureError(
    400,
    "FailedIdentityOperation",
    `Identity operation for resource '${owner}' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '{"error":{"code":"BadRequest","message":"Resource '${parseId(id).name}' was not found."}}'.'.`,
  );
}

function outputOf(resource: Resource | undefined): { principalId?: unknown } {
  const identity = resource?.identity;
  return typeof identity === "object" && identity !== null ? identity : {};
}

/** What Azure answers for an `identity` block. Makes the principal of a system-assigned identity once per resource. */
export function assignIdentity(
  cloud: Cloud,
  body: IdentityBody | undefined,
  owner: { readonly id: string; readonly before: Resource | undefined },
): IdentityOutput | undefined {
  if (!body) return undefined;
  const type = normalTypes.get(body.type.replaceAll(" ", "").toLowerCase()) ?? "None";
  const users = Object.entries(body.userAssignedIdentities ?? {}).filter(([, v]) => v !== null);
  if (type.includes("UserAssigned") && users.length === 0)
    throw new AzureError(
      400,
      "InvalidIdentityType",
      `The identity type '${type}' of '${owner.id}' needs at least one entry in 'userAssignedIdentities'.`,
    );
  const known = outputOf(owner.before).principalId;
  const system = type.startsWith("SystemAssigned")
    ? {
        principalId:
          typeof known === "string" ? known : cloud.principals.create("ManagedIdentity").objectId,
        tenantId: cloud.config.tenantId,
      }
    : {};
  const assigned = Object.fromEntries(
    users.map(([id]) => {
      const { properties } = userAssigned(cloud, id, owner.id);
      const { principalId, clientId } = properties;
      return [id, { principalId: String(principalId), clientId: String(clientId) }];
    }),
  );
  return {
    type,
    ...system,
    ...(type.includes("UserAssigned") ? { userAssignedIdentities: assigned } : {}),
  };
}

/** The principal of a resource's system-assigned identity goes with the resource. */
export function dropIdentity(cloud: Cloud, resource: Resource): void {
  const { principalId } = outputOf(resource);
  if (typeof principalId === "string") cloud.principals.remove(principalId);
}
