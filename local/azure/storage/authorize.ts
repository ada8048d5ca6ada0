import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import type { Caller } from "../http/route";
import type { Resource } from "../arm/resources";
import { hasRole, usableKeys, type BlobRequest } from "./rights";
import { sasKind } from "./sas";
import { checkSas } from "./sas-check";
import { isSignedBy } from "./shared-key";
import { authenticationFailed, permissionMismatch, StorageError } from "./storage-error";

const longestSkew = 15 * 60_000;

/**
 * Checks the credential of a request, as the blob service does: bearer token with roles, SAS, or SharedKey.
 * Containers are never public. Throws `StorageError`.
 */
export async function authorize(
  request: BlobRequest,
  account: Resource,
  cloud: Cloud,
): Promise<Caller | undefined> {
  const header = request.headers.get("authorization") ?? "";
  if (/^Bearer /i.test(header)) return await checkBearer(request, account, cloud);
  if (header.startsWith("SharedKey ")) checkSharedKey(request, header, account, cloud);
  else if (header !== "")
    throw new StorageError(
      400,
      "InvalidAuthenticationInfo",
      "Authentication information is not given in the correct format. Check the value of Authorization header.",
    );
  else if (sasKind(request.query) !== undefined) checkSas(request, account, cloud);
  else throw unauthenticated(cloud, "NoAuthenticationInformation");
  return undefined;
}

/** What a credential gets that was good until now. */
export function expired(headers: Headers, cloud: Cloud): StorageError {
  if (/^Bearer /i.test(headers.get("authorization") ?? ""))
    return unauthenticated(
      cloud,
      "InvalidAuthenticationInfo",
      detailOf("ExpiredAuthenticationToken"),
    );
  return authenticationFailed(
    `Signature not valid in the specified time frame: Current [${new Date().toUTCString()}]`,
  );
}

/** 401 with the challenge that names the tenant's login and the audience. */
function unauthenticated(cloud: Cloud, code: string, detail?: string): StorageError {
  const { url, tenantId } = cloud.config;
  return new StorageError(
    401,
    code,
    "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
    {
      ...(detail === undefined ? {} : { detail }),
      headers: {
        "www-authenticate": `Bearer authorization_uri=${url}/${tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
      },
    },
  );
}

async function checkBearer(request: BlobRequest, account: Resource, cloud: Cloud): Promise<Caller> {
  if ((request.headers.get("x-ms-version") ?? "") < "2017-11-09")
    throw authenticationFailed("Authentication scheme Bearer is not supported in this version.");
  let caller: Caller;
  try {
    const { storage } = cloud.config.audiences;
    caller = await cloud.tokens.check(request.headers.get("authorization"), storage);
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    throw unauthenticated(cloud, "InvalidAuthenticationInfo", detailOf(error.code));
  }
  if (!hasRole(caller.objectId, request, account, cloud)) throw permissionMismatch();
  return caller;
}

function detailOf(code: string): string {
  if (code === "ExpiredAuthenticationToken")
    return "Lifetime validation failed. The token is expired.";
  return code === "InvalidAuthenticationTokenAudience"
    ? "Audience validation failed. Audience did not match."
    : "Signature validation failed. Signature verification failed.";
}

function checkSharedKey(
  request: BlobRequest,
  header: string,
  account: Resource,
  cloud: Cloud,
): void {
  const [, name, signature = ""] = /^SharedKey ([^:]*):(.*)$/.exec(header) ?? [];
  const { method, rawPath: path, rawQuery: query, headers, target, operation } = request;
  const date = headers.get("x-ms-date") ?? headers.get("date") ?? "";
  if (!(Math.abs(Date.parse(date) - Date.now()) <= longestSkew))
    throw authenticationFailed(`Request date header too old: '${date}'`);
  if (operation.name === "GetUserDelegationKey")
    throw authenticationFailed("Only authentication scheme Bearer is supported");
  const keys = usableKeys(account, cloud);
  const good =
    name === target.account &&
    isSignedBy({ method, path, query, headers }, target.account, keys, signature);
  if (!good)
    throw authenticationFailed(
      "The MAC signature found in the HTTP request is not the same as any computed signature.",
    );
}
