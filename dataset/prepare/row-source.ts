import { resolve } from "node:path";
import type { HubRequest, HubRows } from "../hub/types";
import { fileState, fingerprint } from "../file-state";
import { PrepareError } from "./prepare-error";
import type { Piece } from "./reader";

/** How much of a source is taken, from its beginning. */
export type Amount = { readonly rows: number } | { readonly percent: number };

/** The rows that are asked for, before they are fetched or read. */
export interface RowSource {
  /** To be read after "the rows of". */
  readonly name: string;
  /** The own file that is read, absolute. */
  readonly file?: string;
  /** All that tells one content from another, without reading more than is needed. */
  readonly identify: () => Promise<Readonly<Record<string, unknown>>>;
  readonly open: () => Promise<OpenSource>;
}

export interface OpenSource {
  readonly pieces: readonly Piece[];
  /** What is still to be cut off; undefined where the pieces are just what was asked for. */
  readonly amount?: Amount;
  /** Set for rows of the hub. */
  readonly hub?: HubRows;
}

/** The hub's two questions: which commit is it, and what are its rows. */
export interface Hub {
  readonly findCommit: (
    request: Pick<HubRequest, "dataset" | "revision" | "endpoint" | "token" | "log" | "signal">,
  ) => Promise<string>;
  readonly fetchRows: (request: HubRequest) => Promise<HubRows>;
}

/** The first rows of a split on the hub, at the commit that the revision names now; a commit needs no question. */
export function hubSource(
  request: Omit<HubRequest, "rows"> & { readonly amount: Amount },
  { findCommit, fetchRows }: Hub,
): RowSource {
  const { dataset, config = null, split, revision = "main", amount, ...rest } = request;
  const rows = "percent" in amount ? amount : { from: 0, to: amount.rows };
  const named = config === null ? {} : { config };
  const isCommit = /^[0-9a-f]{40}$/.test(revision);
  let asked: Promise<string> | undefined;
  const commitOf = () =>
    (asked ??= isCommit ? Promise.resolve(revision) : findCommit({ ...request, revision }));
  return {
    name: `split '${split}' of '${dataset}'`,
    identify: async () => ({ dataset, config, split, commit: await commitOf(), amount }),
    open: async () => {
      const pinned = { dataset, split, revision: await commitOf(), rows };
      const hub = await fetchRows({ ...rest, ...named, ...pinned });
      return { pieces: hub.files, hub };
    },
  };
}

/** The first rows of a local file, which is known by its size and the time of its last change. */
export function fileSource(path: string, amount: Amount): RowSource {
  const file = resolve(path);
  return {
    name: `'${path}'`,
    file,
    identify: () => {
      const state = fileState(file);
      if (state !== undefined) return Promise.resolve({ file, ...state, amount });
      const help = "give an existing .parquet, .jsonl, .json or .csv file";
      return Promise.reject(new PrepareError(`'${path}' is no file; ${help}`));
    },
    open: () => Promise.resolve({ pieces: [{ path: file }], amount }),
  };
}

/** A source's files as they are now, to be compared with what they are later. */
export function stateOf(pieces: readonly Piece[]): string {
  return pieces.map(({ path }) => fingerprint(path)).join("\n");
}
