import {
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  fsyncSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { lock } from "proper-lockfile";

const prefix = ".preparing-";

/**
 * Works in a folder beside the output files, one run at a time, and removes it afterwards; what a killed run has left
 * there goes, too.
 * @param waiting is called once when another run is at work
 */
export async function inOutputFolder<T>(
  files: readonly string[],
  waiting: () => void,
  work: (temporary: string) => Promise<T>,
): Promise<T> {
  const folders = [...new Set(files.map((file) => dirname(file)))].sort();
  const releases: (() => Promise<void>)[] = [];
  try {
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true });
      releases.push(await lockFolder(folder, waiting));
      for (const name of readdirSync(folder))
        if (name.startsWith(prefix)) rmSync(join(folder, name), { recursive: true, force: true });
    }
    const temporary = mkdtempSync(join(dirname(files[0] ?? "."), prefix));
    try {
      return await work(temporary);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  } finally {
    for (const release of releases) await release();
  }
}

async function lockFolder(folder: string, waiting: () => void): Promise<() => Promise<void>> {
  const options = { lockfilePath: join(folder, ".preparing.lock"), stale: 5000 };
  try {
    return await lock(folder, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
  }
  waiting(); // or it was killed: then its lock is old in a few seconds
  const retries = { forever: true, factor: 1, minTimeout: 250, maxTimeout: 250 };
  return lock(folder, { ...options, retries });
}

/** Puts a finished file in its place: from one moment to the next, all of it, and on the disk. */
export function moveInto(from: string, to: string): void {
  sync(from);
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    const near = `${mkdtempSync(join(dirname(to), prefix))}/copy`;
    copyFileSync(from, near, constants.COPYFILE_FICLONE);
    sync(near);
    renameSync(near, to);
    rmSync(dirname(near), { recursive: true, force: true });
  }
}

function sync(file: string): void {
  const open = openSync(file, "r");
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}
