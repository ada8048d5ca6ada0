import { createHmac } from "node:crypto";
import type { Resource } from "../arm/resources";

/**
 * The two keys of an emulated storage account, base64 of 64 bytes as Azure's. They follow from the account's name and
 * `properties.keyCreationTime`, so a new account of the same name has other keys, and a regenerated key is a new time.
 */
export function accountKeys(
  signingSecret: string,
  account: Pick<Resource, "name" | "properties">,
): readonly [string, string] {
  const times = account.properties.keyCreationTime;
  const time = (key: "key1" | "key2"): string =>
    typeof times === "object" && times !== null
      ? String((times as Record<string, unknown>)[key])
      : "";
  const derive = (key: "key1" | "key2"): string =>
    deriveKey(signingSecret, `account ${account.name.toLowerCase()} ${key} ${time(key)}`);
  return [derive("key1"), derive("key2")];
}

/** A key of 64 bytes, base64, for one purpose. */
export function deriveKey(secret: string, purpose: string): string {
  return createHmac("sha512", secret).update(purpose).digest("base64");
}
