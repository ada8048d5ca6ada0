import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";

/** What azure-ai-ml puts before the bytes (`get_object_hash` in its `_utils/_asset_utils.py`). */
const salt = "Initialize for october 2021 AML CLI version";

/**
 * Hash of a file's content by which azure-ai-ml names an upload, `LocalUpload/{hash}/{file name}`: SHA-256 of a salt and
 * the bytes, 64 hex digits. Only content counts. Reads the file as a stream; memory does not grow with it.
 */
export async function contentHash(path: string): Promise<string> {
  const hash = newContentHash();
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Begins the hash of a content; hexadecimal it is what `contentHash` gives. */
export function newContentHash(): Hash {
  return createHash("sha256").update(salt);
}
