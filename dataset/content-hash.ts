import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";

/** What azure-ai-ml puts before the bytes (`get_object_hash` in its `_utils/_asset_utils.py`). */
const salt = "Initialize for october 2021 AML CLI version";

/**
 * Hash of a file's content by which azure-ai-ml names an upload, `LocalUpload/{hash}/{file name}`: SHA-256 of a salt and
 * the bytes, 64 hex digits. Only content counts. Memory does not grow with the file.
 */
export async function contentHash(path: string): Promise<string> {
  const hash = newContentHash();
  const file = await open(path);
  try {
    // One buffer for all: those of a stream are garbage that is collected late.
    const buffer = Buffer.allocUnsafeSlow(1 << 20);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** Begins the hash of a content; hexadecimal it is what `contentHash` gives. */
export function newContentHash(): Hash {
  return createHash("sha256").update(salt);
}
