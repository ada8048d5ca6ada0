import { createHash, type Hash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import type { BlobRequestConditions, BlockBlobClient } from "@azure/storage-blob";
import { BlockQueue } from "./block-queue";
import { isAzureError } from "./errors";

/** What a file has to be, and how its upload tells and ends. */
export interface UploadOptions {
  /** Hash of the whole content, hexadecimal; other content is refused. */
  readonly hash: string;
  /** Begins a hash of that kind. */
  readonly hasher: () => Hash;
  /** Gets the bytes that are at the server by now, those of an earlier try included. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Sends a request to the blob; an expired SAS is renewed. @throws AzureError, UnreachableError */
export type Run = <T>(request: (blob: BlockBlobClient) => Promise<T>) => Promise<T>;

/** The file is no longer the one whose hash names the blob. */
export class ContentChangedError extends Error {
  override readonly name = "ContentChangedError";

  constructor(path: string) {
    super(
      `'${path}' changed after it was checked; nothing was written under the old content's name. Run the command again when the file is complete`,
    );
  }
}

// Memory is about five of these, whatever the size of the file.
const blockSize = 8 * 1024 * 1024;
/** https://learn.microsoft.com/rest/api/storageservices/put-block-list#remarks */
const mostBlocks = 50_000;
const blobHTTPHeaders = { blobContentType: "application/octet-stream" };

interface Source {
  readonly file: FileHandle;
  readonly path: string;
  readonly size: number;
}

/**
 * Writes a file as one block blob, in one request or in parallel blocks. A block's id is made from its content: blocks that an
 * interrupted try has staged are not sent again, and those of other content are never mixed in.
 * @returns bytes that were sent
 * @throws ContentChangedError before anything is committed
 */
export async function sendFile(
  run: Run,
  path: string,
  options: UploadOptions,
  conditions: BlobRequestConditions,
): Promise<number> {
  const file = await open(path);
  try {
    const source = { file, path, size: (await file.stat()).size };
    const send = source.size <= blockSize ? sendWhole : sendBlocks;
    return await send(run, source, options, conditions);
  } finally {
    await file.close();
  }
}

async function sendWhole(
  run: Run,
  source: Source,
  options: UploadOptions,
  conditions: BlobRequestConditions,
): Promise<number> {
  const content = Buffer.alloc(source.size);
  await fill(content, 0, source);
  const more = { conditions, blobHTTPHeaders, ...abortOf(options.signal) };
  checkHash(options.hasher().update(content), source, options);
  await run((blob) => blob.upload(content, content.length, more));
  options.onProgress?.(content.length);
  return content.length;
}

async function sendBlocks(
  run: Run,
  source: Source,
  options: UploadOptions,
  conditions: BlobRequestConditions,
): Promise<number> {
  const there = await blocksThere(run);
  const whole = options.hasher();
  const ids: string[] = [];
  let [sent, skipped] = [0, 0];
  const tell = () => options.onProgress?.(sent + skipped);
  const queue = new BlockQueue(async (id, content, abortSignal) => {
    await run((blob) => blob.stageBlock(id, content, content.length, { abortSignal }));
    sent += content.length;
    tell();
  }, options.signal);
  const length = Math.max(blockSize, Math.ceil(source.size / mostBlocks));
  try {
    for (let offset = 0; offset < source.size; offset += length) {
      const content = queue.buffer(length).subarray(0, Math.min(length, source.size - offset));
      await fill(content, offset, source);
      whole.update(content);
      const id = blockId(ids.length, content);
      ids.push(id);
      if (there.get(id) === content.length) {
        skipped += content.length;
        tell();
      } else await queue.add(id, content);
    }
    await queue.end();
  } finally {
    await queue.stop();
  }
  checkHash(whole, source, options);
  const more = { conditions, blobHTTPHeaders, ...abortOf(options.signal) };
  await run((blob) => blob.commitBlockList(ids, more));
  return sent;
}

function abortOf(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

function checkHash(actual: Hash, { path }: Source, { hash }: UploadOptions): void {
  if (actual.digest("hex") !== hash) throw new ContentChangedError(path);
}

/** Reads a whole buffer; a shorter file has changed. */
async function fill(buffer: Buffer, offset: number, { file, path }: Source): Promise<void> {
  for (let done = 0; done < buffer.length;) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, offset + done);
    if (bytesRead === 0) throw new ContentChangedError(path);
    done += bytesRead;
  }
}

/**
 * Position and SHA-256 of the content, cut to the 48 bytes that the ids of Azure's own clients have: all ids of a blob must
 * have one length, and a Python SDK may be sending the same file.
 */
function blockId(index: number, content: Buffer): string {
  const hash = createHash("sha256").update(content).digest("hex");
  return Buffer.from(`${String(index).padStart(6, "0")}-${hash}`.slice(0, 48)).toString("base64");
}

/** Sizes by id of the blocks that the blob has, committed or not. */
async function blocksThere(run: Run): Promise<ReadonlyMap<string, number>> {
  try {
    const list = await run((blob) => blob.getBlockList("all"));
    const blocks = [...(list.committedBlocks ?? []), ...(list.uncommittedBlocks ?? [])];
    return new Map(blocks.map(({ name, size }) => [name, size]));
  } catch (error) {
    if (isAzureError(error, 404)) return new Map();
    throw error;
  }
}
