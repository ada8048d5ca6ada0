import type { Cloud } from "../cloud";
import type { Resource } from "../arm/resources";
import { hasRole, usableKeys, type BlobRequest } from "./rights";
import { sasKind, sasText, type SasKind } from "./sas";
import { hmac, sameSignature } from "./shared-key";
import { authenticationFailed, mismatch, permissionMismatch, StorageError } from "./storage-error";
import { userDelegationSecret } from "./user-delegation-key";

/** Checks signature, time, service, resource and permission of a SAS. Throws `StorageError`. */
export function checkSas(request: BlobRequest, account: Resource, cloud: Cloud): void {
  const { query, target } = request;
  const kind = sasKind(query) ?? "service";
  if (query.has("si") || query.has("srh") || query.has("srq") || query.has("sip"))
    throw new StorageError(
      501,
      "NotImplemented",
      "Local Azure does not emulate SAS with 'si', 'sip', 'srh' or 'srq'.",
    );
  const text = sasText(kind, query, target);
  const signature = query.get("sig") ?? "";
  const keys =
    kind === "userDelegation"
      ? [delegationKey(query, target.account, cloud)]
      : usableKeys(account, cloud);
  if (!keys.some((key) => sameSignature(hmac(key, text), signature)))
    throw authenticationFailed(`Signature did not match. String to sign used was ${text}`);
  checkTime("Signature", query.get("st"), query.get("se"));
  checkScope(kind, request);
  if (kind === "userDelegation") checkDelegation(request, account, cloud);
}

const delegationKey = (query: URLSearchParams, account: string, cloud: Cloud): string =>
  userDelegationSecret(cloud.config.signingSecret, account, {
    objectId: query.get("skoid") ?? "",
    tenantId: query.get("sktid") ?? "",
    start: query.get("skt") ?? "",
    expiry: query.get("ske") ?? "",
    version: query.get("skv") ?? "",
  });

function checkTime(what: string, start: string | null, expiry: string | null): void {
  const now = Date.now();
  const began = start === null || start === "" || Date.parse(start) <= now;
  if (!began || !(Date.parse(expiry ?? "") > now))
    throw authenticationFailed(
      `${what} not valid in the specified time frame: Start [${start ?? ""}] - Expiry [${expiry ?? ""}] - Current [${new Date(now).toUTCString()}]`,
    );
}

function checkScope(kind: SasKind, { query, operation }: BlobRequest): void {
  const has = (name: string, letters: string): boolean =>
    Array.from(letters).some((letter) => (query.get(name) ?? "").includes(letter));
  const allowed = kind === "account" ? operation.accountSas : operation.serviceSas;
  if (kind === "account" && !has("ss", "b")) throw mismatch("Service");
  if (kind === "account" && !has("srt", operation.resourceType)) throw mismatch("ResourceType");
  if (!has("sp", allowed)) throw permissionMismatch();
}

/** The rights of a user delegation SAS are those of its principal, at the time of use. */
function checkDelegation(request: BlobRequest, account: Resource, cloud: Cloud): void {
  const { query } = request;
  checkTime("User delegation key", query.get("skt"), query.get("ske"));
  if (query.get("sktid") !== cloud.config.tenantId)
    throw authenticationFailed("The tenant of the user delegation key is not that of the account.");
  if (!hasRole(query.get("skoid") ?? "", request, account, cloud)) throw permissionMismatch();
}
