/** A built-in role of Azure: the same id in every tenant and cloud. */
export interface BuiltInRole {
  /** Display name as the portal has it. */
  readonly title: string;
  /** Last part of the role definition's resource id. */
  readonly id: string;
}

/**
 * The roles that this program grants.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const builtInRoles = {
  contributor: { title: "Contributor", id: "b24988ac-6180-42a0-ab88-20f7382dd24c" },
  storageBlobDataReader: {
    title: "Storage Blob Data Reader",
    id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  },
  storageBlobDataContributor: {
    title: "Storage Blob Data Contributor",
    id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  },
  acrPull: { title: "AcrPull", id: "7f951dda-4ed3-4680-a7ca-43fe172d538d" },
} as const satisfies Record<string, BuiltInRole>;

export type RoleName = keyof typeof builtInRoles;

/** Resource id of a built-in role as a role assignment of that subscription names it. */
export function roleDefinitionId(subscriptionId: string, role: RoleName): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role].id}`;
}
