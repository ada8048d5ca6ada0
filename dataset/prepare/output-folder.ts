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
import { isAlive } from "../process-alive";
import { type FolderLock, lockFolder } from "./folder-lock";
import type { PrepareError } from "./prepare-error";

const prefix = ".preparing-";

/** What a run has while it works. */
export interface Held {
  /** Folder for what is not finished. */
  readonly temporary: string;
  /** Aborted when the output folders are not this run's any more. */
  readonly signal: AbortSignal;
  /** @throws PrepareError when they are not: to be asked right before files are put in their place */
  readonly confirm: () => void;
}

/**
 * Works in a folder beside the output files, one run at a time, and removes it afterwards; what a killed run has left
 * there goes, too.
 * @param waiting is called once when another run is at work
 */
export async function inOutputFolder<T>(
  files: readonly string[],
  waiting: () => void,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  const folders = [...new Set(files.map((file) => dirname(file)))].sort();
  const locks: FolderLock[] = [];
  const stop = new AbortController();
  const lost = (error: PrepareError) => {
    stop.abort(error);
  };
  const confirm = () => {
    for (const one of locks) one.confirm();
  };
  try {
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true });
      locks.push(await lockFolder(folder, waiting, lost));
      removeLeft(folder);
    }
    const temporary = temporaryFolder(dirname(files[0] ?? "."));
    try {
      return await work({ temporary, signal: stop.signal, confirm });
    } catch (error) {
      confirm(); // a folder that is lost explains whatever else went wrong
      throw error;
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  } finally {
    for (const one of locks) await one.release();
  }
}

function temporaryFolder(folder: string): string {
  return mkdtempSync(join(folder, `${prefix}${process.pid}-`));
}

/** What killed runs left; a run that is only paused still has its own. */
function removeLeft(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split("-")[0]);
    if (!(pid > 0 && isAlive(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Puts a finished file in its place: from one moment to the next, all of it, and on the disk. */
export function moveInto(from: string, to: string): void {
  sync(from);
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    const near = `${temporaryFolder(dirname(to))}/copy`;
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
