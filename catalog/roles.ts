/**
 * The built-in roles that this program grants, by display name, with the last part of the role
 * definition's resource id: the same in every tenant and cloud.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const roles = {
  Contributor: { id: "b24988ac-6180-42a0-ab88-20f7382dd24c" },
  "Storage Blob Data Reader": { id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1" },
  "Storage Blob Data Contributor": { id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe" },
  AcrPull: { id: "7f951dda-4ed3-4680-a7ca-43fe172d538d" },
} as const;

export type RoleName = keyof typeof roles;
