import { createHash, timingSafeEqual } from "node:crypto";
import { AzureError } from "../http/azure-error";
import type { Handler } from "../http/route";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Lets only who knows the admin key of azure.json in: header `x-local-azure-key`. */
export function needAdmin(handle: Handler): Handler {
  return (call, cloud) => {
    const given = call.headers.get("x-local-azure-key") ?? "";
    if (!timingSafeEqual(digest(given), digest(cloud.config.adminKey)))
      throw new AzureError(
        401,
        "AdminKeyRequired",
        "The header 'x-local-azure-key' must hold the adminKey of azure.json.",
      );
    return handle(call, cloud);
  };
}
