import { AzureError } from "./errors";

// What to do about each refusal (MicrosoftDocs/azure-docs, "Troubleshoot 403 errors" of Blob Storage).
const remedies: Readonly<Record<string, (account: string) => string>> = {
  KeyBasedAuthenticationNotPermitted: (account) =>
    `storage account '${account}' forbids account keys, but the datastore uses one; let the workspace use identities for its datastores (systemDatastoresAuthMode 'Identity'), or allow keys on the account (allowSharedKeyAccess)`,
  AuthorizationPermissionMismatch: (account) =>
    `this login has no data role on storage account '${account}'; assign it 'Storage Blob Data Contributor' there and wait a few minutes; Owner and Contributor do not include it`,
  AuthorizationFailure: (account) =>
    `storage account '${account}' does not accept this network or this identity; check its firewall (public network access) and the login's data roles`,
};

/** Storage refused for a reason that has a known remedy; the message ends with it. */
export class StorageAccessError extends AzureError {
  override readonly name: string = "StorageAccessError";

  constructor(
    error: AzureError,
    /** What to do. */
    readonly remedy: string,
  ) {
    const {
      status,
      code,
      summary: message,
      target,
      details,
      correlationId,
      request,
      headers,
    } = error;
    super({ status, code, message, target, details, correlationId, request, headers });
    this.message = `${this.message}\n  ${remedy}`;
  }
}

/** The error with its remedy; as it is when none is known. */
export function withRemedy(error: AzureError, accountName: string): AzureError {
  const remedy = remedies[error.code];
  return remedy ? new StorageAccessError(error, remedy(accountName)) : error;
}
