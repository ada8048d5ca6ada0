import type { Line } from "../../dataset/lines";

/** A row that was chosen; its number is that of its line. */
export interface PickedRow extends Line {
  /** Rows of the whole file; undefined when it was not read to its end. */
  readonly of?: number;
}

/**
 * One row of a stream, each as likely as any other; only one is held at a time (reservoir sampling, Vitter 1985).
 * @param random numbers from 0 to below 1
 */
export async function randomRow(
  lines: AsyncIterable<Line>,
  random: () => number,
): Promise<PickedRow | undefined> {
  let rows = 0;
  let picked: Line | undefined;
  for await (const line of lines) {
    rows += 1;
    if (random() * rows < 1) picked = line;
  }
  return picked && { ...picked, of: rows };
}

/** Row `wanted`, from 1. @returns the number of rows when there are fewer */
export async function rowAt(
  lines: AsyncIterable<Line>,
  wanted: number,
): Promise<PickedRow | number> {
  let rows = 0;
  for await (const line of lines) {
    rows += 1;
    if (rows === wanted) return line;
  }
  return rows;
}

/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32, Tommy Ettinger, public domain). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
