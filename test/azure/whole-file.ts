import type { UploadOptions } from "../../azure/block-upload";
import { contentHash, newContentHash } from "../../dataset/content-hash";

/** What an upload of the file as it is now has to be told. */
export async function wholeFile(path: string): Promise<UploadOptions> {
  return { hash: await contentHash(path), hasher: newContentHash };
}
