import type { Caller } from "../http/route";
import { deriveKey } from "./account-keys";
import { StorageError } from "./storage-error";

/** A key that lets its owner sign SAS with the rights of his roles. */
export interface UserDelegationKey {
  readonly objectId: string;
  readonly tenantId: string;
  /** ISO times without fractions. */
  readonly start: string;
  readonly expiry: string;
  readonly version: string;
}

const longestLife = 7 * 86_400_000;

/** The key's value follows from its fields, so nothing needs to be kept. */
export function userDelegationSecret(
  secret: string,
  account: string,
  key: UserDelegationKey,
): string {
  const { objectId, tenantId, start, expiry, version } = key;
  const fields = ["user delegation", account, objectId, tenantId, start, expiry, version];
  return deriveKey(secret, fields.join(" "));
}

const tag = (text: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];

/**
 * Answer to Get User Delegation Key for a body `<KeyInfo><Start/><Expiry/></KeyInfo>`.
 * https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key
 */
export function issueUserDelegationKey(
  body: string,
  caller: Caller,
  o: { secret: string; account: string; version: string; now: number },
): Response {
  const start = new Date(tag(body, "Start") ?? o.now);
  const expiry = new Date(tag(body, "Expiry") ?? Number.NaN);
  const life = expiry.getTime() - o.now;
  if (!(life > 0 && life <= longestLife) || Number.isNaN(start.getTime()))
    throw new StorageError(
      400,
      "InvalidXmlNodeValue",
      "The value for one of the XML nodes is not in the correct format.",
    );
  const iso = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, "Z");
  const key: UserDelegationKey = {
    objectId: caller.objectId,
    tenantId: caller.tenantId,
    start: iso(start),
    expiry: iso(expiry),
    version: o.version,
  };
  const fields = {
    SignedOid: key.objectId,
    SignedTid: key.tenantId,
    SignedStart: key.start,
    SignedExpiry: key.expiry,
    SignedService: "b",
    SignedVersion: key.version,
    Value: userDelegationSecret(o.secret, o.account, key),
  };
  const inner = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return new Response(
    `<?xml version="1.0" encoding="utf-8"?><UserDelegationKey>${inner.join("")}</UserDelegationKey>`,
    { headers: { "content-type": "application/xml", "x-ms-version": o.version } },
  );
}
