import { dirname, join, resolve } from "node:path";
import { cacheFolder, checkout } from "../../engine/cli-cache";
import type { DataSettings } from "../../settings/data-settings";
import { type DataPlaces, type PreparedData, prepareData } from "./prepare-data";
import { sampleDataset, withSampleHub } from "./sample-hub";

/**
 * Makes a stack's data set. The sample is this project's own, so a hub on this machine serves it, whatever hub the environment
 * names: by the same requests as any other data set.
 */
export async function runData(
  data: DataSettings,
  furtherSplits: readonly string[],
  { out, signal }: { readonly out?: string | undefined; readonly signal?: AbortSignal },
  log: (line: string) => void,
): Promise<PreparedData> {
  const places: DataPlaces = {
    project: checkout,
    cacheFolder: join(dirname(cacheFolder()), "hub"),
    ...(out === undefined ? {} : { out: resolve(out) }),
  };
  const options = { log, ...(signal === undefined ? {} : { signal }) };
  if (data.source?.kind !== "hub" || data.source.dataset !== sampleDataset)
    return prepareData(data, furtherSplits, places, options);
  return withSampleHub((endpoint) =>
    // A token of the real hub is nothing for this one.
    prepareData(data, furtherSplits, { ...places, endpoint, token: "" }, options),
  );
}
