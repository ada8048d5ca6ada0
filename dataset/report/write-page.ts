import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diskReason } from "../disk-error";
import { isAlive } from "../process-alive";

/**
 * Writes a page under a temporary name and renames it, so that an interrupted run leaves the old page or the new one. What a killed run left
 * of this page goes, too.
 * @throws Error that says why it cannot be written and what to do
 */
export async function writePage(file: string, text: string): Promise<void> {
  const prefix = `.${basename(file)}.`;
  const temporary = join(dirname(file), `${prefix}${process.pid}`);
  try {
    if ((await stat(file).catch(() => undefined))?.isDirectory()) throw new Error("it is a folder");
    await writeSynced(temporary, text);
    await rename(temporary, file);
    await removeLeft(dirname(file), prefix);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new Error(`cannot write '${file}': ${reasonOf(error)}; name another file by --out`, {
      cause: error,
    });
  }
}

async function removeLeft(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    if (/^\d+$/.test(pid) && !isAlive(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, "w");
  try {
    await handle.writeFile(text, "utf8");
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return diskReason(error) ?? (code === "ENOENT" ? "there is no such folder" : message);
}
