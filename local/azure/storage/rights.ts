import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { accountKeys } from "./account-keys";
import type { BlobOperation, Target } from "./blob-operation";
import { keysNotPermitted } from "./storage-error";

/** A request to the blob service, taken apart. */
export interface BlobRequest {
  readonly method: string;
  /** Path as sent, percent-encoded. */
  readonly rawPath: string;
  /** Query as sent, without `?`. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly target: Target;
  readonly operation: BlobOperation;
}

/** Whether the principal's roles that work by now allow the operation on its container. */
export function hasRole(
  principalId: string,
  { operation, target }: BlobRequest,
  account: Resource,
  { roles }: Cloud,
): boolean {
  const service = "Microsoft.Storage/storageAccounts/blobServices";
  const scope =
    target.container === undefined
      ? account.id
      : `${account.id}/blobServices/default/containers/${target.container}`;
  const { action, dataActions = [] } = operation;
  return (
    (action !== undefined &&
      roles.effective(principalId, scope, { action: `${service}/${action}` })) ||
    dataActions.some((name) =>
      roles.effective(principalId, scope, { dataAction: `${service}/containers/blobs/${name}` }),
    )
  );
}

/** The account's keys; 403 when the account does not take them. */
export function usableKeys(account: Resource, { config }: Cloud): readonly [string, string] {
  if (account.properties.allowSharedKeyAccess === false) throw keysNotPermitted();
  return accountKeys(config.signingSecret, account);
}
