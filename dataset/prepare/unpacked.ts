import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

/** What is in a file, unpacked where its name says that it is packed. */
export function unpacked(path: string): AsyncIterable<unknown> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  return /\.gz$/i.test(path) ? pipeline(file, createGunzip(), () => undefined) : file;
}
