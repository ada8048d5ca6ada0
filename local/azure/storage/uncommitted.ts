import type { Blobs } from "./blobs";
import type { BlobRequest } from "./rights";
import { plainHeaders } from "./slot-answer";

/**
 * A blob that has only uncommitted blocks is not there yet, so `If-None-Match: *` lets a Put Blob pass
 * (https://learn.microsoft.com/rest/api/storageservices/put-block#remarks). Azurite refuses it as existing: the condition is
 * checked here instead.
 */
export async function settleCondition(
  { operation, headers, target }: BlobRequest,
  innerPath: string,
  forwarded: Headers,
  blobs: Blobs,
): Promise<void> {
  if (operation.name !== "PutBlob" || headers.get("if-none-match") !== "*") return;
  const request = { method: "HEAD", path: innerPath, query: "", headers: plainHeaders() };
  const found = await blobs.forward(target.account, request);
  found.resume();
  if (found.statusCode === 404) forwarded.delete("if-none-match");
}
