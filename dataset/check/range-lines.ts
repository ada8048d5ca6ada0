import { readSync } from "node:fs";

/** A part of a file. Its lines are those that start in it, so that each line of a file is in one range. */
export interface Range {
  readonly path: string;
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

const lineFeed = 0x0a;
/** What comes behind a range is read in such steps: a line is a few kilobytes. */
const block = Buffer.alloc(1 << 16);
let kept = Buffer.alloc(0);

/**
 * The lines of a range as bytes without the line feed, undefined for one that is longer than `limit`. Synchronous: it
 * runs in threads of its own. The bytes are good until the next line is asked for.
 */
export function* rangeLines(
  file: number,
  { from, to }: Range,
  limit: number,
): Generator<Buffer | undefined> {
  // The byte before tells whether a line starts at `from`.
  const first = Math.max(0, from - 1);
  const bytes = read(file, first, to - first);
  let start = from === 0 ? 0 : bytes.indexOf(lineFeed) + 1;
  if (from > 0 && start === 0) return;
  while (start < bytes.length) {
    const end = bytes.indexOf(lineFeed, start);
    if (end < 0) {
      yield lastLine(file, bytes.subarray(start), to, limit);
      return;
    }
    yield end - start > limit ? undefined : bytes.subarray(start, end);
    start = end + 1;
  }
}

function read(file: number, from: number, length: number): Buffer {
  // One more than the first range needs: the next ones begin a byte earlier.
  if (kept.length < length) kept = Buffer.allocUnsafe(length + 1);
  let size = 0;
  while (size < length) {
    const count = readSync(file, kept, size, length - size, from + size);
    if (count === 0) break;
    size += count;
  }
  return kept.subarray(0, size);
}

/** A line that goes on behind the range: up to its line feed or the end of the file. */
function lastLine(file: number, start: Buffer, to: number, limit: number): Buffer | undefined {
  const parts = [start];
  let size = start.length;
  let at = to;
  while (size <= limit) {
    const count = readSync(file, block, 0, block.length, at);
    const end = block.subarray(0, count).indexOf(lineFeed);
    const part = block.subarray(0, end < 0 ? count : end);
    parts.push(Buffer.from(part));
    size += part.length;
    at += count;
    if (end >= 0 || count === 0) return size > limit ? undefined : Buffer.concat(parts, size);
  }
  return undefined;
}
