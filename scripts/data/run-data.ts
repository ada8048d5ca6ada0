import { dirname, join, resolve } from "node:path";
import { cacheFolder, checkout } from "../../engine/cli-cache";
import type { DataSettings } from "../../settings/data-settings";
import { type DataPlaces, type PreparedData, prepareData } from "./prepare-data";
import { sampleDataset, withSampleHub } from "./sample-hub";

/** Folder of what was downloaded from hubs, shared by all checkouts of a user. */
export function hubCache(): string {
  return join(dirname(cacheFolder()), "hub");
}

/**
 * Makes a stack's data set. The sample comes from a hub on this machine, unless HF_ENDPOINT names another one: by the same
 * requests as any other data set.
 */
export async function runData(
  data: DataSettings,
  furtherSplits: readonly string[],
  { out, signal }: { readonly out?: string | undefined; readonly signal?: AbortSignal },
  log: (line: string) => void,
): Promise<PreparedData> {
  const cache = hubCache();
  const places: DataPlaces = {
    project: checkout,
    cacheFolder: cache,
    ...(out === undefined ? {} : { out: resolve(out) }),
  };
  const options = { log, ...(signal === undefined ? {} : { signal }) };
  const isSample = data.source?.kind === "hub" && data.source.dataset === sampleDataset;
  if (!isSample || process.env.HF_ENDPOINT) {
    return prepareData(data, furtherSplits, places, options);
  }
  log(`'${sampleDataset}' is this project's own: a hub on this machine serves it`);
  return withSampleHub(join(cache, "sample"), (endpoint) =>
    prepareData(data, furtherSplits, { ...places, endpoint }, options),
  );
}
