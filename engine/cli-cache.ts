import { mkdir, mkdtemp, readFile, readdir, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { lock } from "proper-lockfile";

/** The folder of this checkout. */
export const checkout = resolve(__dirname, "..");

/** Where Pulumi CLIs are kept, one folder per version, shared by all checkouts of a user. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "azure-finetune", "pulumi");
}

/** The executable of a cached version; both the installer and our build put it into `bin`. */
export function cachedCommand(cache: string, version: string): string {
  return join(cache, version, "bin", "pulumi");
}

/** Version that the vendor's installer is asked for: the SDK's own, so that the two fit. */
export async function officialVersion(): Promise<string> {
  const file = require.resolve("@pulumi/pulumi/package.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as { version: string };
  return manifest.version;
}

/** Version that a build gives: the one that `engine/build/go.mod` pins. */
export async function buildVersion(): Promise<string> {
  const text = await readFile(join(checkout, "engine", "build", "go.mod"), "utf8");
  const version = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(text)?.[1];
  if (version === undefined) throw new Error("engine/build/go.mod names no Pulumi version");
  return version;
}

/**
 * Fills `<cache>/<version>` by `make(temporary folder)` and a rename, so that nobody sees half a CLI. Of two processes
 * that want the same version one works and the other waits; a lock left by a dead process ends after 20 s.
 * @returns false when the version was there already
 */
export async function fillCache(
  cache: string,
  version: string,
  log: (line: string) => void,
  make: (folder: string) => Promise<void>,
): Promise<boolean> {
  await mkdir(cache, { recursive: true });
  const release = await takeLock(join(cache, `${version}.lock`), cache, version, log);
  try {
    if (existsSync(cachedCommand(cache, version))) return false;
    await removeLeftovers(cache, version);
    const temporary = await mkdtemp(join(cache, `.${version}-`));
    try {
      await make(temporary);
      await rm(join(cache, version), { recursive: true, force: true });
      await rename(temporary, join(cache, version));
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return true;
  } finally {
    await release();
  }
}

// Folders of a process that was killed in the middle; we hold the lock, so nobody is working in them.
async function removeLeftovers(cache: string, version: string): Promise<void> {
  const names = (await readdir(cache)).filter((name) => name.startsWith(`.${version}-`));
  for (const name of names) await rm(join(cache, name), { recursive: true, force: true });
}

async function takeLock(
  lockfilePath: string,
  cache: string,
  version: string,
  log: (line: string) => void,
): Promise<() => Promise<void>> {
  const options = { lockfilePath, realpath: false, stale: 20_000, update: 5_000 };
  try {
    return await lock(cache, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
  }
  log(`Another process is getting the Pulumi CLI ${version}; waiting for it`);
  const retries = { retries: 1800, factor: 1, minTimeout: 1000, maxTimeout: 1000 };
  return lock(cache, { ...options, retries });
}
