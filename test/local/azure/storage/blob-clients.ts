import { readFileSync } from "node:fs";
import { RestError, type StoragePipelineOptions } from "@azure/storage-blob";
import type { BlobServer } from "./blob-server";

/** A client that trusts local Azure's CA and does not try again. */
export function clientOptions({ cloud }: BlobServer): StoragePipelineOptions {
  return {
    retryOptions: { maxTries: 1 },
    ...{ tlsOptions: { ca: readFileSync(cloud.config.tls.caFile) } },
  };
}

/** `STATUS Code` of what a client throws; "fine" when it throws nothing. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "fine";
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return `${error.statusCode ?? 0} ${error.response?.headers.get("x-ms-error-code") ?? ""}`;
  }
}
