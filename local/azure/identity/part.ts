import type { Cloud } from "../cloud";
import type { Part } from "../http/route";
import { managedIdentityRoutes } from "./managed-identity-route";
import { metadataRoutes } from "./metadata";
import { findRole } from "./role-definitions";
import { roleAssignmentType } from "./roles";
import { roleAssignmentRoutes } from "./role-assignments";
import { roleRoutes } from "./role-routes";
import { tokenRoutes } from "./token-route";

/** The login of the state, Owner of the subscription since ever. */
export function seedOwner({ config, principals, resources }: Cloud): void {
  const { objectId, clientId, clientSecret, subscriptionId } = config;
  principals.ensure({ objectId, clientId, clientSecret, type: "ServicePrincipal", createdAt: 0 });
  const scope = `/subscriptions/${subscriptionId}`;
  const name = objectId;
  const id = `${scope}/providers/${roleAssignmentType}/${name}`;
  if (resources.get(id)) return;
  const time = new Date(0).toISOString();
  const role = findRole("8e3af657-a8ff-443c-a75c-2fe8c4bcb635")?.id ?? "";
  resources.put({
    id,
    name,
    type: roleAssignmentType,
    properties: {
      roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId: objectId,
      principalType: "ServicePrincipal",
      scope,
      condition: null,
      conditionVersion: null,
      createdOn: time,
      updatedOn: time,
      createdBy: objectId,
      updatedBy: objectId,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
  });
}

export const identityPart: Part = {
  routes: [
    ...metadataRoutes,
    ...tokenRoutes,
    ...managedIdentityRoutes,
    ...roleAssignmentRoutes,
    ...roleRoutes,
  ],
  register: seedOwner,
};
