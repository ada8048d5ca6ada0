import { isSearchable, nearestSum } from "./nearest-sum";

/**
 * Which rows are for tests, told by their keys. A key is a number from 0 to 2^53 - 1 that a seeded hash makes of a row's
 * identity. Rows of one conversation (see `conversationKeys`) stay together; nothing is promised of splits that a data set
 * brings along, which are not made here.
 */
export interface Split {
  /** Keys up to this one are for tests. */
  readonly upTo: number;
  /** Further keys that are, ascending. */
  readonly more: Float64Array;
  readonly trainRows: number;
  readonly testRows: number;
  /** Test rows that were wanted; other than `testRows` where conversations that occur more than once allow no nearer number. */
  readonly wantedTestRows: number;
  /** False where the nearest number was not looked for, because conversations of too many sizes would take too long. */
  readonly isNearest: boolean;
}

/** A split that cannot be made. The message says why and what to do. */
export class SplitError extends Error {}

/** Keys are whole numbers below this, exact as doubles. */
const keyLimit = 2 ** 53;

/** Rows for tests of a share: rounded up, as scikit-learn and Python's `datasets` do (20 % of 2,078 is 416). */
export function testRowsOf(rows: number, testShare: number): number {
  // 0.07 × 100 is 7.000000000000001 in binary, which would be a row more
  return Math.ceil(Number((rows * testShare).toPrecision(12)));
}

/**
 * The exact number of test rows: conversations with the lowest keys. What comes next is tried where one that occurs more
 * than once does not fit any more.
 */
export function splitExact(keys: Float64Array, testShare: number): Split {
  const wanted = testRowsOf(keys.length, testShare);
  const sorted = Float64Array.from(keys).sort();
  refuseOneConversation(sorted);
  const limit = Math.min(Math.max(wanted, 1), keys.length - 1);
  const { upTo, more, rows } = lowest(sorted, limit);
  if (rows === limit) return made(sorted, { upTo, more, testRows: rows, wanted });
  const sizes = groupSizes(sorted);
  if (!isSearchable(sizes)) return withoutSearch(sorted, { upTo, more, testRows: rows, wanted });
  const nearest = nearestSum(sizes, limit);
  const chosen = Float64Array.from(firstOfEachSize(sorted, nearest.counts));
  return made(sorted, { upTo: -1, more: chosen, testRows: nearest.sum, wanted });
}

/**
 * About a share of the rows. A conversation's side depends on its key and the share alone, so rows that are added or
 * removed move no other one; with one exception: a row that is added with the content of an old one and an ID of its own
 * can take the old one to the tests, because the two must be on one side and the lower key tells which.
 */
export function splitStable(keys: Float64Array, testShare: number): Split {
  const upTo = Math.ceil(testShare * keyLimit) - 1;
  const testRows = keys.reduce((count, key) => count + (key <= upTo ? 1 : 0), 0);
  const wanted = testRowsOf(keys.length, testShare);
  if (testRows === 0 || testRows === keys.length) {
    throw new SplitError(
      `of ${keys.length} rows ${testRows === 0 ? "none" : "every one"} fell to the tests by its hash; use the split 'exact', another seed or more rows`,
    );
  }
  const more = new Float64Array();
  return made(keys, { upTo, more, testRows, wanted });
}

/** Whether a row with this key is for tests. */
export function isTest({ upTo, more }: Split, key: number): boolean {
  return key <= upTo || more.includes(key);
}

/**
 * The same split for rows that are known by their own keys only.
 * @param own keys of the rows
 * @param conversations keys that the split was made of, in the order of the rows; none is above the row's own
 */
export function byOwnKeys(split: Split, own: Float64Array, conversations: Float64Array): Split {
  const { upTo } = split;
  const more = new Set(split.more);
  for (const [row, key] of own.entries()) {
    const conversation = conversations[row] ?? key;
    if (key <= upTo || conversation === key) continue;
    if (conversation <= upTo || more.has(conversation)) more.add(key);
  }
  return { ...split, more: Float64Array.from(more).sort() };
}

/** As many as fit, or the smallest conversation where all are too large. */
function withoutSearch(sorted: Float64Array, found: Parameters<typeof made>[1]): Split {
  if (found.testRows > 0) return { ...made(sorted, found), isNearest: false };
  const smallest = Math.min(...groupSizes(sorted).keys());
  const chosen = Float64Array.from(firstOfEachSize(sorted, new Map([[smallest, 1]])));
  return {
    ...made(sorted, { ...found, upTo: -1, more: chosen, testRows: smallest }),
    isNearest: false,
  };
}

function made(
  { length }: Float64Array,
  { upTo, more, testRows, wanted }: Pick<Split, "upTo" | "more" | "testRows"> & { wanted: number },
): Split {
  const trainRows = length - testRows;
  return { upTo, more, trainRows, testRows, wantedTestRows: wanted, isNearest: true };
}

function refuseOneConversation(sorted: Float64Array): void {
  if (sorted.length > 0 && sorted[0] !== sorted.at(-1)) return;
  const found =
    sorted.length < 2 ? `${sorted.length} row(s)` : `${sorted.length} rows of one conversation`;
  throw new SplitError(
    `there is nothing to split: ${found}, and a conversation is never on both sides; take more rows`,
  );
}

/** As many of the lowest keys as fit, whole conversations only. */
function lowest(sorted: Float64Array, limit: number) {
  const more: number[] = [];
  let upTo = -1;
  let rows = 0;
  let skipped = false;
  for (const [from, to] of groups(sorted)) {
    if (rows === limit) break;
    const key = sorted[from] ?? 0;
    if (rows + to - from > limit) skipped = true;
    else {
      rows += to - from;
      if (skipped) more.push(key);
      else upTo = key;
    }
  }
  return { upTo, more: Float64Array.from(more), rows };
}

/** Where each conversation begins and ends among the sorted keys. */
function* groups(sorted: Float64Array): Generator<readonly [from: number, to: number]> {
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to += 1;
    yield [from, to];
  }
}

/** How many conversations occur so and so often. */
function groupSizes(sorted: Float64Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const [from, to] of groups(sorted)) sizes.set(to - from, (sizes.get(to - from) ?? 0) + 1);
  return sizes;
}

function* firstOfEachSize(sorted: Float64Array, counts: ReadonlyMap<number, number>) {
  const left = new Map(counts);
  for (const [from, to] of groups(sorted)) {
    const open = left.get(to - from) ?? 0;
    if (open > 0) yield sorted[from] ?? 0;
    left.set(to - from, open - 1);
  }
}
