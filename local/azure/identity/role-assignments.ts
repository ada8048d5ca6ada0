import { apiVersions } from "../arm/api-versions";
import { z } from "zod";
import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { readBody } from "../http/body";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import { listAssignments } from "./role-assignment-list";
import { findRole } from "./role-definitions";
import { roleAssignmentType } from "./roles";

const schema = z.object({
  properties: z.object({
    principalId: z.string(),
    roleDefinitionId: z.string(),
    principalType: z
      .enum(["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"])
      .optional(),
    condition: z.string().nullish(),
    conditionVersion: z.string().nullish(),
    description: z.string().nullish(),
    delegatedManagedIdentityResourceId: z.string().nullish(),
  }),
});
type Properties = z.infer<typeof schema>["properties"];

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const bad = (code: string, message: string): AzureError => new AzureError(400, code, message);

/** The scope of a request, as it is spelled by the resource itself; 404 when there is nothing. */
export function scopeOf(call: Call, cloud: Cloud): string {
  const asked = `/${(call.params.scope ?? "").replace(/^\/+/, "")}`;
  const subscription = `/subscriptions/${cloud.config.subscriptionId}`;
  return samePath(asked, subscription) ? subscription : cloud.resources.need(asked).id;
}

function assignmentId(call: Call, scope: string): string {
  return `${scope}/providers/${roleAssignmentType}/${call.params.name ?? ""}`;
}

/** Azure looks a principal up by its type: an identity that is said to be a user is not found. */
function checkPrincipal({ principalId, principalType }: Properties, cloud: Cloud): void {
  if (!guid.test(principalId))
    throw bad("InvalidPrincipalId", `A principalId is not a valid GUID: '${principalId}'.`);
  const known = cloud.principals.get(principalId);
  // Said to be a service principal, Azure takes it without looking: that is its remedy for the replication delay.
  if (principalType === "ServicePrincipal" || (known && principalType === undefined)) return;
  if (known)
    throw bad(
      "UnmatchedPrincipalType",
      `The PrincipalId '${principalId}' has type 'ServicePrincipal', which is different from specified PrinciaplType '${principalType ?? ""}'.`,
    );
  throw bad(
    "PrincipalNotFound",
    `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${cloud.config.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );
}

function checkUpdate(before: Resource, asked: Properties): void {
  const had = before.properties;
  const role = findRole(asked.roleDefinitionId)?.id;
  const same =
    samePath(String(had.principalId), asked.principalId) &&
    findRole(String(had.roleDefinitionId))?.id === role;
  if (!same)
    throw bad(
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    );
}

function checkDuplicate(asked: Properties, scope: string, id: string, cloud: Cloud): void {
  const role = findRole(asked.roleDefinitionId)?.id;
  const twin = cloud.resources
    .list(roleAssignmentType)
    .find(
      ({ id: other, properties }) =>
        !samePath(other, id) &&
        samePath(String(properties.scope), scope) &&
        samePath(String(properties.principalId), asked.principalId) &&
        findRole(String(properties.roleDefinitionId))?.id === role,
    );
  if (twin)
    throw new AzureError(
      409,
      "RoleAssignmentExists",
      `The role assignment already exists. The ID of the existing role assignment is ${twin.name.replaceAll("-", "")}.`,
    );
}

interface Assigning {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  /** GUID of the role. */
  readonly role: string;
  readonly before: Resource | undefined;
  /** Object id of the caller. */
  readonly by: string;
  readonly cloud: Cloud;
}

function assignmentOf(asked: Properties, at: Assigning): Resource {
  const { id, name, scope, role, by, cloud } = at;
  const had = at.before?.properties;
  const time = cloud.clock.iso();
  return {
    id,
    name,
    type: roleAssignmentType,
    properties: {
      roleDefinitionId: `/subscriptions/${cloud.config.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId: asked.principalId,
      principalType: had?.principalType ?? "ServicePrincipal",
      scope,
      condition: asked.condition ?? null,
      conditionVersion: asked.conditionVersion ?? null,
      createdOn: had?.createdOn ?? time,
      updatedOn: time,
      createdBy: had?.createdBy ?? by,
      updatedBy: by,
      delegatedManagedIdentityResourceId: asked.delegatedManagedIdentityResourceId ?? null,
      description: asked.description ?? null,
    },
  };
}

async function put(call: Call, cloud: Cloud): Promise<Response> {
  const scope = scopeOf(call, cloud);
  const name = call.params.name ?? "";
  if (!guid.test(name))
    throw bad(
      "InvalidRoleAssignmentId",
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  const { properties: asked } = await readBody(schema, call, "BadRequestFormat");
  const role = findRole(asked.roleDefinitionId);
  if (!role)
    throw new AzureError(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${asked.roleDefinitionId.split("/").at(-1) ?? ""}' does not exist.`,
    );
  const id = assignmentId(call, scope);
  const before = cloud.resources.get(id);
  if (before) checkUpdate(before, asked);
  else checkPrincipal(asked, cloud);
  checkDuplicate(asked, scope, id, cloud);
  const assignment = assignmentOf(asked, {
    id,
    name,
    scope,
    role: role.id,
    before,
    by: call.caller?.objectId ?? "",
    cloud,
  });
  cloud.resources.put(assignment);
  return json(before ? 200 : 201, assignment);
}

function get(call: Call, cloud: Cloud): Response {
  const assignment = cloud.resources.get(assignmentId(call, scopeOf(call, cloud)));
  if (assignment) return json(200, assignment);
  throw new AzureError(
    404,
    "RoleAssignmentNotFound",
    `The role assignment '${call.params.name ?? ""}' is not found.`,
  );
}

async function remove(call: Call, cloud: Cloud): Promise<Response> {
  const asked = `/${(call.params.scope ?? "").replace(/^\/+/, "")}`;
  const assignment = cloud.resources.get(assignmentId(call, asked));
  if (!assignment) return empty(204);
  await cloud.resources.remove(assignment.id);
  return json(200, assignment);
}

const one = {
  path: `/{scope+}/providers/${roleAssignmentType}/{name}`,
  audience: "arm",
  versions: apiVersions.roleAssignments,
  query: ["tenantId"],
} as const;

export const roleAssignmentRoutes: readonly Route[] = [
  { ...one, method: "PUT", handle: put },
  { ...one, method: "GET", handle: get },
  { ...one, method: "DELETE", handle: remove },
  {
    ...one,
    method: "GET",
    path: `/{scope+}/providers/${roleAssignmentType}`,
    query: ["$filter", "tenantId", "$skipToken"],
    handle: (call, cloud) =>
      listAssignments(cloud, scopeOf(call, cloud), call.query.get("$filter")),
  },
];
