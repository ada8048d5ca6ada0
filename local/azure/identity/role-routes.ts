import { apiVersions } from "../arm/api-versions";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { findRole, roleDefinitions, type RoleDefinition } from "./role-definitions";

function permissions(role: RoleDefinition): Record<string, unknown> {
  return {
    actions: role.actions,
    notActions: role.notActions ?? [],
    dataActions: role.dataActions ?? [],
    notDataActions: [],
  };
}

function definition(cloud: Cloud, role: RoleDefinition): Record<string, unknown> {
  return {
    id: `/subscriptions/${cloud.config.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
    name: role.id,
    type: "Microsoft.Authorization/roleDefinitions",
    properties: {
      roleName: role.roleName,
      type: "BuiltInRole",
      description: role.description,
      assignableScopes: ["/"],
      permissions: [permissions(role)],
    },
  };
}

/** Definitions, all or those of a filter `roleName eq '…'`. */
function list(call: Call, cloud: Cloud): Response {
  const filter = call.query.get("$filter") ?? "";
  const name = /roleName eq '([^']+)'/i.exec(filter)?.[1]?.toLowerCase();
  const value = roleDefinitions
    .filter(({ roleName }) => name === undefined || roleName.toLowerCase() === name)
    .map((role) => definition(cloud, role));
  return json(200, { value });
}

function get(call: Call, cloud: Cloud): Response {
  const role = findRole(call.params.roleDefinitionId ?? "");
  if (role) return json(200, definition(cloud, role));
  throw new AzureError(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${call.params.roleDefinitionId ?? ""}' does not exist.`,
  );
}

/** What the caller may do at the scope, one entry for each role that it has there. */
function callerPermissions(call: Call, cloud: Cloud): Response {
  const scope = `/${call.params.scope ?? ""}`;
  const roles = cloud.roles.rolesAt(call.caller?.objectId ?? "", scope);
  return json(200, { value: roles.map(permissions) });
}

const versions = apiVersions.roleDefinitions;

export const roleRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/{scope+}/providers/Microsoft.Authorization/permissions",
    audience: "arm",
    versions,
    handle: callerPermissions,
  },
  ...["", "/{scope+}"].flatMap((scope): Route[] => [
    {
      method: "GET",
      path: `${scope}/providers/Microsoft.Authorization/roleDefinitions`,
      audience: "arm",
      versions,
      query: ["$filter"],
      handle: list,
    },
    {
      method: "GET",
      path: `${scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}`,
      audience: "arm",
      versions,
      handle: get,
    },
  ]),
];
