import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { PrepareError } from "./prepare-error";

/** A folder that one run writes to at a time. */
export interface FolderLock {
  /** @throws PrepareError when the folder is not this run's any more */
  readonly confirm: () => void;
  readonly release: () => Promise<void>;
}

/** Of a tenth of a second each; the library looks after its lock every 2.5 s. */
const mostWaits = 60;

/**
 * Waits until the folder is free. A lock that was not renewed for five seconds is of a killed run, or of one that was
 * paused: that one must not write any more when it goes on, so the folder notes whose it is.
 * @param waiting is called once when another run is at work
 * @param lost is called when the lock is found lost while the work goes on
 */
export async function lockFolder(
  folder: string,
  waiting: () => void,
  lost: (error: PrepareError) => void,
): Promise<FolderLock> {
  let isLost = false;
  const unlock = await locked(folder, waiting, () => {
    isLost = true;
    lost(lostError(folder));
  });
  const owner = join(folder, ".preparing.owner");
  const name = randomUUID();
  const isOurs = () => !isLost && existsSync(owner) && readFileSync(owner, "utf8") === name;
  const release = async () => {
    if (isOurs()) {
      rmSync(owner);
      await unlock();
      return;
    }
    // The library would remove the other run's lock at our exit, until it knows.
    for (let waits = 0; !isLost && existsSync(folder) && waits < mostWaits; waits += 1)
      await sleep(100);
  };
  try {
    writeFileSync(owner, name);
  } catch (error) {
    await unlock();
    throw error;
  }
  return {
    confirm: () => {
      if (!isOurs()) throw lostError(folder);
    },
    release,
  };
}

async function locked(
  folder: string,
  waiting: () => void,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  const options = { lockfilePath: join(folder, ".preparing.lock"), stale: 5000, onCompromised };
  try {
    return await lock(folder, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
  }
  waiting(); // or it was killed: then its lock is old in a few seconds
  const retries = { forever: true, factor: 1, minTimeout: 250, maxTimeout: 250 };
  return lock(folder, { ...options, retries });
}

function lostError(folder: string): PrepareError {
  return new PrepareError(
    existsSync(folder)
      ? `another run took '${folder}' over while this one was paused; start again when it has ended`
      : `'${folder}' was removed meanwhile; start again`,
  );
}
