import type { Blobs } from "./blobs";
import type { BlobRequest } from "./rights";
import { sasKind } from "./sas";
import { plainHeaders } from "./slot-answer";
import { blobOverwrite } from "./storage-error";

/**
 * A SAS with the letter `c` and no `w` makes new blobs only. Code and words: Azure/azure-cli#19203. A blob of
 * uncommitted blocks is no blob yet.
 */
export async function checkOverwrite(
  { operation, query, headers, target }: BlobRequest,
  innerPath: string,
  blobs: Blobs,
): Promise<void> {
  if (operation.name !== "PutBlob" && operation.name !== "PutBlockList") return;
  const bySas = !headers.has("authorization") && sasKind(query) !== undefined;
  if (!bySas || (query.get("sp") ?? "").includes("w")) return;
  const request = { method: "HEAD", path: innerPath, query: "", headers: plainHeaders() };
  const found = await blobs.forward(target.account, request);
  found.resume();
  if (found.statusCode === 200) throw blobOverwrite();
}
