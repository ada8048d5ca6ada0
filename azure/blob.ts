import { randomUUID } from "node:crypto";
import { RestError } from "@azure/core-rest-pipeline";
import type { BlobRequestConditions, BlockBlobClient } from "@azure/storage-blob";
import { blobTransport } from "./blob-transport";
import { sendFile, type Run, type UploadOptions } from "./block-upload";
import { errorFrom } from "./error-body";
import { isAzureError } from "./errors";
import type { Http } from "./http";
import { lazy } from "./lazy";
import { withRemedy } from "./storage-access";

/** Where a blob is and how to get at it. */
export interface BlobAccess {
  /** The blob, without SAS. */
  readonly url: string;
  /** As jobs name it: `azureml://datastores/{datastore}/paths/{path}`. */
  readonly uri: string;
  readonly accountName: string;
  /** Asks for a new SAS; undefined (or giving undefined): the login's token is used. */
  readonly sas: (() => Promise<string | undefined>) | undefined;
  readonly storageScope: string;
  readonly http: Http;
}

/** One blob of a datastore. */
export interface BlobTarget {
  readonly uri: string;
  /** Without SAS. */
  readonly url: string;
  /** Whether an upload has ended: the marker that comes last is there. */
  isComplete(): Promise<boolean>;
  /**
   * Uploads a file, unless it is complete there already. What an interrupted try has sent is not sent again; others may
   * upload the same content meanwhile.
   * @returns bytes that were sent
   * @throws ContentChangedError when the file is not what its hash says
   */
  upload(path: string, options: UploadOptions): Promise<number>;
}

const storageBlob = (): typeof import("@azure/storage-blob") =>
  lazy("@azure/storage-blob") as typeof import("@azure/storage-blob");

/** @throws AzureError, StorageAccessError with what to do, UnreachableError */
export function createBlobTarget(access: BlobAccess): BlobTarget {
  let client: Promise<BlockBlobClient> | undefined;
  /** Once more with a new SAS when the one in use is too old, which Azure calls a failed authentication. */
  const run: Run = async (request) => {
    const used = (client ??= open(access));
    try {
      return await request(await used);
    } catch (error) {
      if (!(error instanceof RestError && error.code === "AuthenticationFailed" && access.sas)) {
        throw translated(error, access);
      }
    }
    // Of the blocks that meet it together, the first asks for a new one.
    if (client === used) client = open(access);
    return request(await client).catch((error: unknown) =>
      Promise.reject(translated(error, access)),
    );
  };
  return {
    uri: access.uri,
    url: access.url,
    isComplete: async () => (await stateOf(run)) === "complete",
    upload: (path, options) => upload(run, path, options),
  };
}

/** Whether the blob is all there, else what a write has to find unchanged. */
function stateOf(run: Run): Promise<"complete" | BlobRequestConditions> {
  return run(async (blob) => {
    try {
      const { metadata, etag } = await blob.getProperties();
      if (metadata?.upload_status === "completed") return "complete";
      return etag === undefined ? {} : { ifMatch: etag };
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404) return { ifNoneMatch: "*" };
      throw error;
    }
  });
}

/** @returns bytes that were sent */
async function upload(run: Run, path: string, options: UploadOptions): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const conditions = await stateOf(run);
    if (conditions === "complete") return 0;
    try {
      // After two of them it is our own request that is repeated while its answers are lost.
      const sent = await sendFile(run, path, options, tries < mostTries ? conditions : {});
      await run((blob) => blob.setMetadata(completed()));
      return sent;
    } catch (error) {
      if (!isOvertaken(error) || tries === mostTries) throw error;
      if (isAzureError(error, 400, "InvalidBlobOrBlock")) await dropBlocks(run, conditions);
    }
  }
}

/** Written last: whoever sees it may rely on the content (azure-ai-ml `_blob_storage_helper.py`). */
function completed(): Record<string, string> {
  return { upload_status: "completed", name: randomUUID(), version: randomUUID() };
}

/** Blocks whose ids have another length, of whatever client, are in the way of all others. */
async function dropBlocks(run: Run, conditions: BlobRequestConditions): Promise<void> {
  try {
    await run((blob) => blob.commitBlockList([], { conditions }));
  } catch (error) {
    if (!isOvertaken(error)) throw error;
  }
}

const mostTries = 3;

/**
 * Another upload, or our own whose answer was lost, has made the blob since (409, 412), or dropped our blocks by committing
 * its own; the next try sends what is missing then.
 */
function isOvertaken(error: unknown): boolean {
  return (
    isAzureError(error, 409) ||
    isAzureError(error, 412) ||
    isAzureError(error, 400, "InvalidBlockList") ||
    isAzureError(error, 400, "InvalidBlobOrBlock")
  );
}

async function open({ url, sas, http, storageScope }: BlobAccess): Promise<BlockBlobClient> {
  const token = await sas?.();
  const scope = token === undefined ? storageScope : undefined;
  const { AnonymousCredential, BlockBlobClient, newPipeline } = storageBlob();
  const pipeline = newPipeline(new AnonymousCredential(), {
    retryOptions: { maxTries: 1 },
    httpClient: blobTransport(http, scope),
  });
  return new BlockBlobClient(token === undefined ? url : `${url}?${token}`, pipeline);
}

/** The library's error as ours, with what to do where that is known. */
function translated(error: unknown, { url, accountName }: BlobAccess): Error {
  if (!(error instanceof RestError) || error.statusCode === undefined) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const { statusCode: status, response } = error;
  const method = response?.request.method ?? "GET";
  const headers = response?.headers.toJSON() ?? {};
  const body = response?.bodyAsText ?? undefined;
  return withRemedy(errorFrom({ status, headers, body }, { method, url }), accountName);
}
