import { posix } from "node:path";
import { HubError, nearestFirst } from "./hub-error";
import type { RemoteFile } from "./remote-file";

/** Configuration -> split -> its parquet files in the order of the rows. */
export type Layout = ReadonlyMap<string, ReadonlyMap<string, readonly RemoteFile[]>>;

/** An entry of `configs` in the YAML block of a data set's README.md. */
export interface CardConfig {
  readonly config_name: string;
  /** Whether it is taken where none is asked for. */
  readonly default?: boolean;
  readonly data_files?:
    | string
    | readonly string[]
    | readonly { readonly split: string; readonly path: string | readonly string[] }[];
  readonly data_dir?: string;
}

const isParquet = ({ path }: RemoteFile): boolean => path.endsWith(".parquet");
const byPath = (a: RemoteFile, b: RemoteFile): number => (a.path < b.path ? -1 : 1);

/**
 * Where the parquet files of a data set lie: as README.md says, else by name, as Python's `datasets` finds them
 * (`datasets/data_files.py`). Configurations with other files than parquet are left out.
 */
export function nativeLayout(files: readonly RemoteFile[], configs: readonly CardConfig[]): Layout {
  const said = configs.flatMap((config) => {
    const splits = configSplits(files, config);
    const all = [...splits.values()].flat();
    return all.length > 0 && all.every(isParquet) ? [[config.config_name, splits] as const] : [];
  });
  if (configs.length > 0) return new Map(said);
  const splits = splitsByName(files.filter(isParquet));
  return splits.size === 0 ? new Map() : new Map([["default", splits]]);
}

function configSplits(files: readonly RemoteFile[], config: CardConfig): Map<string, RemoteFile[]> {
  const { data_files: named, data_dir: folder = "" } = config;
  const below = files.filter(({ path }) => folder === "" || path.startsWith(`${folder}/`));
  if (named === undefined) return splitsByName(below.filter(isParquet));
  const splits = [named].flat().map((entry) => {
    const isPath = typeof entry === "string";
    return isPath ? { split: "train", path: [entry] } : { ...entry, path: [entry.path].flat() };
  });
  const found = new Map<string, RemoteFile[]>();
  for (const { split, path } of splits) {
    const matching = path.flatMap((pattern) => {
      const whole = folder === "" ? pattern : posix.join(folder, pattern);
      return below.filter((file) => posix.matchesGlob(file.path, whole)).sort(byPath);
    });
    const before = found.get(split) ?? [];
    found.set(split, [...new Set([...before, ...matching])]);
  }
  return found;
}

/** `data/{split}-00000-of-00003….parquet`. */
const sharded = /(?:^|\/)([\w.]+(?:-[\w.]+)*?)-\d{5}-of-\d{5}[^/]*\.parquet$/;
const keywords = [
  ["test", /(^|[^a-z])(test|testing|eval|evaluation)([^a-z]|$)/i],
  ["validation", /(^|[^a-z])(validation|valid|dev|val)([^a-z]|$)/i],
] as const;

function splitsByName(files: readonly RemoteFile[]): Map<string, RemoteFile[]> {
  const splits = new Map<string, RemoteFile[]>();
  for (const file of [...files].sort(byPath)) {
    const keyword = keywords.find(([, pattern]) => pattern.test(file.path))?.[0];
    const split = sharded.exec(file.path)?.[1] ?? keyword ?? "train";
    splits.set(split, [...(splits.get(split) ?? []), file]);
  }
  return splits;
}

/** Of the branch that the hub converts to: `{config}/{split}/0000.parquet`. `partial-{split}` is only its first part. */
export function convertedLayout(files: readonly RemoteFile[]): Layout {
  const layout = new Map<string, Map<string, RemoteFile[]>>();
  for (const file of files.filter(isParquet).sort(byPath)) {
    const [config, split, name] = file.path.split("/");
    if (config === undefined || split === undefined || name === undefined) continue;
    const splits = layout.get(config) ?? new Map<string, RemoteFile[]>();
    splits.set(split, [...(splits.get(split) ?? []), file]);
    layout.set(config, splits);
  }
  return layout;
}

/** The files of a split. @throws HubError that lists what there is */
export function findSplit(
  { layout, config: asked }: { readonly layout: Layout; readonly config?: string },
  { dataset, split }: { readonly dataset: string; readonly split: string },
): readonly RemoteFile[] {
  const only = layout.size === 1 ? [...layout.keys()][0] : undefined;
  const config = asked ?? only ?? "default";
  const splits = layout.get(config);
  if (splits === undefined) {
    const what =
      asked === undefined
        ? `has several configurations: choose one`
        : `has no configuration '${config}'`;
    throw new HubError(
      `data set '${dataset}' ${what}; there is ${nearestFirst(config, layout.keys())}`,
    );
  }
  const files = splits.get(split) ?? [];
  if (files.length > 0) return files;
  if (splits.has(`partial-${split}`))
    throw new HubError(
      `the hub has converted only the first part of split '${split}' of '${dataset}' to parquet: download its own files and give them as local files`,
    );
  throw new HubError(
    `data set '${dataset}' has no split '${split}' in configuration '${config}'; there is ${nearestFirst(split, splits.keys())}`,
  );
}
