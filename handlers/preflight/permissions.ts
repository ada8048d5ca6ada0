/** What Azure says that the caller may do at a scope (Microsoft.Authorization/permissions). */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
}

/** What `up` does, beyond what comes with it. */
export const neededActions = [
  "Microsoft.Resources/subscriptions/resourceGroups/write",
  "Microsoft.MachineLearningServices/workspaces/write",
  "Microsoft.MachineLearningServices/workspaces/computes/write",
  "Microsoft.MachineLearningServices/workspaces/jobs/write",
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write",
  "Microsoft.Storage/storageAccounts/write",
  "Microsoft.KeyVault/vaults/write",
  "Microsoft.ContainerRegistry/registries/write",
  "Microsoft.ManagedIdentity/userAssignedIdentities/write",
  "Microsoft.Authorization/roleAssignments/write",
] as const;

/** Actions that no permission grants. Within one permission `notActions` win; permissions add up. */
export function missingActions(
  permissions: readonly Permission[],
  needed: readonly string[] = neededActions,
): string[] {
  return needed.filter(
    (action) =>
      !permissions.some(
        ({ actions, notActions = [] }) =>
          matchesAny(actions, action) && !matchesAny(notActions, action),
      ),
  );
}

function matchesAny(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matches(pattern, action));
}

/** `*` stands for any text, slashes included; letter case does not count. */
function matches(pattern: string, action: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`, "i").test(action);
}
