import { basename, dirname, join, resolve } from "node:path";
import { findCommit } from "../../dataset/hub/find-commit";
import { fetchRows } from "../../dataset/hub/fetch-rows";
import type { HubRows } from "../../dataset/hub/types";
import { type MadeFile, refuseSameFile } from "../../dataset/prepare/made-files";
import { prepare, type PrepareOptions } from "../../dataset/prepare/prepare";
import { fileSource, hubSource, type RowSource } from "../../dataset/prepare/row-source";
import { filesOf, type Output } from "../../dataset/prepare/write-rows";
import type { DataSettings } from "../../settings/data-settings";
import { tenths } from "../tenths";

/** Where files go and come from; paths are absolute. */
export interface DataPlaces {
  /** What paths of the settings are relative to. */
  readonly project: string;
  /** Folder of the files instead of that of the settings. */
  readonly out?: string;
  /** Downloaded row groups, shared between runs. */
  readonly cacheFolder: string;
  /** The hub's address; without it HF_ENDPOINT, else the public one. */
  readonly endpoint?: string;
  /** For the hub; without it HF_TOKEN, and none where it is empty. */
  readonly token?: string;
}

export interface PreparedData {
  /** Training file first, then that for tests, then further splits. */
  readonly files: readonly MadeFile[];
  /** False when all of them were there already. */
  readonly made: boolean;
  /** What was read from the hub, by split; empty where nothing was asked of it. */
  readonly hub: readonly HubRows[];
}

interface Work {
  readonly source: RowSource;
  readonly output: Output;
}

/**
 * Makes the files of a stack's data set, and those of further splits beside them.
 * @throws Error where the settings name no source
 */
export async function prepareData(
  data: DataSettings,
  furtherSplits: readonly string[],
  places: DataPlaces,
  options: Pick<PrepareOptions, "log" | "signal">,
): Promise<PreparedData> {
  const files: MadeFile[] = [];
  let made = false;
  const hub: HubRows[] = [];
  const works = workOf(data, furtherSplits, places, options);
  // each of them looks at its own files only
  refuseSameFile(works.flatMap(({ output }) => filesOf(output)));
  for (const { source, output } of works) {
    const done = await prepare(source, output, options);
    files.push(...done.files);
    made ||= done.made;
    if (done.hub !== undefined) hub.push(done.hub);
  }
  return { files, made, hub };
}

/** The file of a setting, or one of the same name in the folder that was asked for. */
export function placeOf(
  file: string,
  { project, out }: Pick<DataPlaces, "project" | "out">,
): string {
  return out === undefined ? resolve(project, file) : join(out, basename(file));
}

function workOf(
  data: DataSettings,
  furtherSplits: readonly string[],
  places: DataPlaces,
  options: Pick<PrepareOptions, "log" | "signal">,
): Work[] {
  const { source, amount, split } = data;
  if (source === undefined) throw new Error(noSource(data));
  const train = placeOf(data.train, places);
  const test = placeOf(data.test, places);
  const { testShare, seed } = split;
  const output: Output = { kind: halved(split.kind), train, test, testShare, seed };
  if (source.kind === "file") {
    if (furtherSplits.length > 0)
      throw new Error(
        `a file has no splits, so there is no '${furtherSplits.join("', '")}'; leave out --split`,
      );
    return [{ source: fileSource(resolve(places.project, source.path), amount), output }];
  }
  const { trainSplit, testSplit } = source;
  const rowsOf = (name: string) => splitSource(source, name, amount, places, options);
  const whole = (name: string, file: string): Work => ({
    source: rowsOf(name),
    output: { kind: "whole", file },
  });
  const own =
    split.kind === "source" && testSplit !== undefined
      ? [whole(trainSplit, train), whole(testSplit, test)]
      : [{ source: rowsOf(trainSplit), output }];
  return [...own, ...furtherSplits.map((name) => whole(name, besides(name, train, test)))];
}

type HubSource = Extract<NonNullable<DataSettings["source"]>, { kind: "hub" }>;

function splitSource(
  { dataset, config, revision }: HubSource,
  split: string,
  amount: DataSettings["amount"],
  { cacheFolder, endpoint, token }: DataPlaces,
  options: Pick<PrepareOptions, "log" | "signal">,
): RowSource {
  const tell = tenths(`fetched of '${split}'`, 5e6);
  const request = {
    ...{ dataset, split, revision, amount, cacheFolder },
    ...(config === undefined ? {} : { config }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(token === undefined ? {} : { token }),
    onProgress: (at: { fetchedBytes: number; totalBytes: number }) => {
      tell(at.fetchedBytes, at.totalBytes);
    },
    ...options,
  };
  return hubSource(request, { findCommit, fetchRows });
}

/** The file of a further split, beside that with the training rows. */
function besides(split: string, train: string, test: string): string {
  const file = join(dirname(train), `${split}.jsonl`);
  if (file !== train && file !== test) return file;
  throw new Error(
    `--split ${split} would be written to '${file}', which is data.${file === train ? "train" : "test"} already; leave it out, or give another --out`,
  );
}

/** Settings allow the data set's own split only where it has one. */
const halved = (kind: DataSettings["split"]["kind"]): "exact" | "stable" =>
  kind === "stable" ? "stable" : "exact";

function noSource({ train, test }: DataSettings): string {
  return (
    `data.source is not set, so there is nothing to make: '${train}' and '${test}' are your own files. ` +
    "Name a data set (--dataset owner/name) or a file (--from rows.parquet), or check them: npm run data:check"
  );
}
