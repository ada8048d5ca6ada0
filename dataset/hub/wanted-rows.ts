import { rowsOfPercent } from "../split/rows-of-percent";
import { HubError } from "./hub-error";
import type { HubRequest } from "./types";

/** The rows asked for, as numbers within the split. @throws HubError when there is none */
export function rowRange(
  rows: HubRequest["rows"],
  total: number,
  split: string,
): { from: number; to: number } {
  const isPercent = "percent" in rows;
  const from = isPercent ? 0 : rows.from;
  const to = isPercent
    ? rowsOfPercent(rows.percent, total)
    : Math.min(total, rows.to ?? Number.POSITIVE_INFINITY);
  if (from < to) return { from, to };
  const asked = isPercent ? `${rows.percent} %` : `rows ${rows.from} to ${rows.to ?? "the last"}`;
  throw new HubError(`${asked} of split '${split}' is no row: it has ${total}, numbered from 0`);
}

/** How many rows of a split have to be known to tell which ones are asked for. */
export function rowsToKnow(rows: HubRequest["rows"]): number {
  const isRange = "from" in rows && rows.to !== undefined && rows.from < rows.to;
  return isRange ? (rows.to ?? 0) : Number.POSITIVE_INFINITY;
}

/** The part of a file that lies within a range of rows. */
export interface FilePart {
  /** First and last row group, both included. */
  readonly first: number;
  readonly last: number;
  readonly skip: number;
  readonly take: number;
}

/** The row groups of a file that hold some of the rows `from` to before `to`, counted from the file's first row. */
export function groupsOf(
  groupRows: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): FilePart | undefined {
  let start = 0;
  let part: FilePart | undefined;
  groupRows.forEach((count, at) => {
    const end = start + count;
    const taken = Math.min(to, end) - Math.max(from, start);
    if (taken > 0)
      part = {
        first: part?.first ?? at,
        last: at,
        skip: part?.skip ?? Math.max(0, from - start),
        take: (part?.take ?? 0) + taken,
      };
    start = end;
  });
  return part;
}
