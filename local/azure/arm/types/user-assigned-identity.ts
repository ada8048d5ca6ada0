import { apiVersions } from "../api-versions";
import { z } from "zod";
import { AzureError } from "../../http/azure-error";
import { userAssignedType } from "../managed-identity";
import type { AnyType } from "../resource-put";
import { trackedFields, type ResourceType } from "../resource-type";

const schema = z.object({ location: trackedFields.location, tags: trackedFields.tags });

const row: ResourceType<typeof schema> = {
  type: userAssignedType,
  versions: apiVersions.managedIdentity,
  schema,
  name: /^[a-zA-Z0-9][\w-]{2,127}$/,
  badName: (name) =>
    new AzureError(
      400,
      "BadRequest",
      `Resource name ${name} is invalid. The name must begin with a letter or number, may contain letters, numbers, underscores and dashes, and must have 3 to 128 characters.`,
    ),
  build(_, { cloud, before }) {
    if (before) return { properties: before.properties };
    const { objectId, clientId } = cloud.principals.create("ManagedIdentity");
    return {
      properties: { tenantId: cloud.config.tenantId, principalId: objectId, clientId },
    };
  },
  put: { status: 201 },
  remove: {},
  gone: ({ properties }, { principals }) => {
    principals.remove(String(properties.principalId));
  },
};
export const userAssignedIdentity: AnyType = row;
