import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAlive } from "./process-alive";

/**
 * Makes a file that is there whole or not at all: written under a temporary name of this process, then renamed. What
 * killed runs left of the same file goes, too.
 * @param write writes the whole file under the name that it gets
 * @param confirm a last look before the file is in its place; it throws to keep the old state
 */
export async function makeWhole(
  file: string,
  write: (temporary: string) => Promise<void>,
  confirm: () => void = () => undefined,
): Promise<void> {
  const prefix = `.${basename(file)}.`;
  const temporary = join(dirname(file), `${prefix}${process.pid}`);
  try {
    await write(temporary);
    await sync(temporary);
    confirm();
    await rename(temporary, file);
    await removeLeft(dirname(file), prefix);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeLeft(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    if (/^\d+$/.test(pid) && !isAlive(Number(pid))) await rm(join(folder, name), { force: true });
  }
}
