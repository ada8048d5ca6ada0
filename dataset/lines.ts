import { createReadStream } from "node:fs";

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without the line feed; undefined when the line is longer than the limit. */
  readonly bytes: Buffer | undefined;
}

const lineFeed = 0x0a;

/**
 * The lines of a file as bytes, read as a stream. A last line without line feed counts, an empty one after the last
 * line feed does not. Of a line longer than `limit` bytes nothing is kept.
 * @param file its path, or what is in it
 */
export async function* readLines(
  file: string | AsyncIterable<unknown>,
  limit: number,
): AsyncGenerator<Line> {
  let number = 1;
  let parts: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer): void => {
    size += part.length;
    if (size > limit) parts = [];
    else parts.push(part);
  };
  const finish = (): Line => {
    const line = { number, bytes: size > limit ? undefined : Buffer.concat(parts) };
    number += 1;
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of typeof file === "string" ? openLines(file) : file) {
    let rest = chunk as Buffer;
    for (let at = rest.indexOf(lineFeed); at >= 0; at = rest.indexOf(lineFeed)) {
      take(rest.subarray(0, at));
      yield finish();
      rest = rest.subarray(at + 1);
    }
    if (rest.length > 0) take(rest);
  }
  if (size > 0) yield finish();
}

const openLines = (path: string): AsyncIterable<unknown> =>
  createReadStream(path, { highWaterMark: 1 << 20 });
