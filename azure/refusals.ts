import { AzureError, isAzureError } from "./errors";

function says(error: unknown, pattern: RegExp): boolean {
  return error instanceof AzureError && pattern.test(error.message);
}

/**
 * A role exists, but not yet everywhere: the same request works some minutes later. Seen as "Endpoint identity does not have
 * pull permission on the registry" (MicrosoftDocs/azure-docs#107890), `ACRTokenExchangeForbidden … role assignment takes some
 * time` (Azure/azure-sdk-for-python#33611), `PrincipalNotFound` right after an identity was made (pulumi/pulumi-azure#142) and
 * storage's `AuthorizationPermissionMismatch`.
 */
export function isRoleSpreading(error: unknown): boolean {
  return (
    says(error, /does not have (?:the )?(?:pull|read)\w* (?:permission|access)/i) ||
    says(error, /role assignment takes some time/i) ||
    ["ACRTokenExchangeForbidden", "PrincipalNotFound", "AuthorizationPermissionMismatch"].some(
      (code) => isAzureError(error, undefined, code),
    )
  );
}

/**
 * Another operation runs on the same resource: "Cannot create a deployment in endpoint … because it is in Updating
 * provisioning state", also while the endpoint reports Succeeded (Azure/azure-sdk-for-net#36961).
 */
export function isBusy(error: unknown): boolean {
  return (
    says(error, /because it is in \w+ provisioning state/i) ||
    says(error, /another (?:operation|request) is (?:in progress|running|being)/i) ||
    ["AnotherOperationInProgress", "OperationInProgress", "UnfinishedOperation"].some((code) =>
      isAzureError(error, undefined, code),
    )
  );
}

/** No quota, or no machines in the region: Azure uses one code for both. */
export function isOutOfQuota(error: unknown): boolean {
  return (
    ["OutOfQuota", "OutOfCapacity", "ClusterMinNodesExceedCoreQuota", "QuotaExceeded"].some(
      (code) => isAzureError(error, undefined, code),
    ) || says(error, /not enough quota available|out of (?:quota|capacity)/i)
  );
}

/** The name belongs to a workspace or vault that is only softly deleted. */
export function isSoftDeleted(error: unknown): boolean {
  return says(error, /soft[- ]?deleted/i);
}

/** A request repeats a user-assigned identity that somebody has deleted: Azure then refuses every PUT of the resource. */
export function isIdentityGone(error: unknown): boolean {
  return isAzureError(error, undefined, "FailedIdentityOperation");
}

/** Azure ML knows of no such workspace; seen when a softly deleted one was to be purged (Azure/azure-cli#33756). */
export function isWorkspaceUnknown(error: unknown): boolean {
  return says(error, /unable to find workspace/i);
}
