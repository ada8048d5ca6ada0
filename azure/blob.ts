import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { RestError } from "@azure/core-rest-pipeline";
import type { BlobRequestConditions, BlockBlobClient } from "@azure/storage-blob";
import { blobTransport } from "./blob-transport";
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
   * Uploads a file, unless it is complete there already. After an interruption it begins anew, never in the middle of
   * another upload. `onProgress` gets the bytes sent so far.
   */
  upload(path: string, options?: UploadOptions): Promise<void>;
}

/** How `upload` tells and ends. */
export interface UploadOptions {
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

const storageBlob = (): typeof import("@azure/storage-blob") =>
  lazy("@azure/storage-blob") as typeof import("@azure/storage-blob");

// Memory is about blockSize × concurrency, whatever the size of the file.
const blockSize = 8 * 1024 * 1024;
const concurrency = 4;

/** @throws AzureError, StorageAccessError with what to do, UnreachableError */
export function createBlobTarget(access: BlobAccess): BlobTarget {
  let client: Promise<BlockBlobClient> | undefined;
  /** Once more with a new SAS when the one in use is too old, which Azure calls a failed authentication. */
  const run = async <T>(work: (blob: BlockBlobClient) => Promise<T>): Promise<T> => {
    try {
      return await work(await (client ??= open(access)));
    } catch (error) {
      if (!(error instanceof RestError && error.code === "AuthenticationFailed" && access.sas)) {
        throw translated(error, access);
      }
    }
    client = open(access);
    return work(await client).catch((error: unknown) => Promise.reject(translated(error, access)));
  };
  const state = (): Promise<"absent" | "started" | "complete"> =>
    run(async (blob) => {
      try {
        const { metadata } = await blob.getProperties();
        return metadata?.upload_status === "completed" ? "complete" : "started";
      } catch (error) {
        if (error instanceof RestError && error.statusCode === 404) return "absent";
        throw error;
      }
    });
  const send = (
    path: string,
    options: UploadOptions,
    conditions: BlobRequestConditions,
  ): Promise<unknown> => run((blob) => sendFile(blob, path, options, conditions));

  return {
    uri: access.uri,
    url: access.url,
    isComplete: async () => (await state()) === "complete",
    async upload(path, options = {}) {
      const before = await state();
      if (before === "complete") return;
      try {
        await send(path, options, before === "absent" ? { ifNoneMatch: "*" } : {});
      } catch (error) {
        // It has come into being since: by someone else's upload, or by our own try whose answer was lost.
        if (!isAzureError(error, 409) && !isAzureError(error, 412)) throw error;
        if ((await state()) === "complete") return;
        await send(path, options, {});
      }
      // Last: whoever sees the marker may rely on the content (azure-ai-ml `_blob_storage_helper.py`).
      await run((blob) =>
        blob.setMetadata({ upload_status: "completed", name: randomUUID(), version: randomUUID() }),
      );
    },
  };
}

async function sendFile(
  blob: BlockBlobClient,
  path: string,
  { onProgress, signal }: UploadOptions,
  conditions: BlobRequestConditions,
): Promise<void> {
  await blob.uploadFile(path, {
    blockSize,
    concurrency,
    maxSingleShotSize: blockSize,
    conditions,
    blobHTTPHeaders: { blobContentType: "application/octet-stream" },
    ...(onProgress
      ? {
          onProgress: ({ loadedBytes }) => {
            onProgress(loadedBytes);
          },
        }
      : {}),
    ...(signal ? { abortSignal: signal } : {}),
  });
  const { size } = await stat(path);
  onProgress?.(size);
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
