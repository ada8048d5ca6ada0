import { createReadStream } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { PrepareError } from "./prepare-error";

/**
 * Unpacks a file to its end and checks its sum: DuckDB takes one that is cut off for a shorter one. Other files are left alone.
 * @throws PrepareError when it is cut off or damaged
 */
export async function refuseBrokenGzip(path: string, signal?: AbortSignal): Promise<void> {
  if (!/\.gz$/i.test(path)) return;
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const options = signal === undefined ? {} : { signal };
  try {
    await pipeline(createReadStream(path), createGunzip(), nowhere, options);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (!code.startsWith("Z_")) throw error;
    throw new PrepareError(
      `'${path}' is cut off or damaged (${message}); copy it once more, or unpack it by hand`,
      { cause: error },
    );
  }
}
