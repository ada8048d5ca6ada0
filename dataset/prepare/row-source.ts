import { resolve } from "node:path";
import type { HubRequest, HubRows } from "../hub/types";
import { fileState } from "./file-state";
import { PrepareError } from "./prepare-error";
import type { Piece } from "./relation";

/** How much of a source is taken, from its beginning. */
export type Amount = { readonly rows: number } | { readonly percent: number };

/** The rows that are asked for, before they are fetched or read. */
export interface RowSource {
  /** To be read after "the rows of". */
  readonly name: string;
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

export type FetchRows = (request: HubRequest) => Promise<HubRows>;

/** The first rows of a split on the hub. A revision that is a commit is known without asking the hub. */
export function hubSource(
  request: Omit<HubRequest, "rows"> & { readonly amount: Amount },
  fetchRows: FetchRows,
): RowSource {
  const { dataset, config = null, split, revision = "main", amount, ...rest } = request;
  const rows = "percent" in amount ? amount : { from: 0, to: amount.rows };
  const named = config === null ? {} : { config };
  let fetched: Promise<HubRows> | undefined;
  const fetch = () =>
    (fetched ??= fetchRows({ ...rest, ...named, dataset, split, revision, rows }));
  const isCommit = /^[0-9a-f]{40}$/.test(revision);
  return {
    name: `split '${split}' of '${dataset}'`,
    identify: async () => {
      const commit = isCommit ? revision : (await fetch()).commit;
      return { dataset, config, split, commit, amount };
    },
    open: async () => {
      const hub = await fetch();
      return { pieces: hub.files, hub };
    },
  };
}

/** The first rows of a local file, which is known by its size and the time of its last change. */
export function fileSource(path: string, amount: Amount): RowSource {
  const file = resolve(path);
  return {
    name: `'${path}'`,
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
  return JSON.stringify(pieces.map(({ path }) => fileState(path)));
}
