import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A lock of the file backend, as its JSON file says. */
export interface StackLock {
  readonly file: string;
  readonly pid: number;
  readonly hostname: string;
  readonly username: string;
  readonly timestamp: string;
}

/** Folder of a `file://` backend, or undefined for any other; `file://~` is the home folder. */
export function backendFolder(url: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = url.slice("file://".length);
  if (path === "~" || path.startsWith("~/")) return join(homedir(), path.slice(1));
  return path.startsWith("/") ? fileURLToPath(url) : path;
}

/** The locks that lie on a stack of a file backend. */
export function readLocks(backend: string, project: string, stack: string): StackLock[] {
  const folder = join(backend, ".pulumi", "locks", "organization", project, stack);
  return list(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => readLock(join(folder, name)));
}

/** Removes a lock and what the backend keeps beside it. */
export function removeLock({ file }: StackLock): void {
  rmSync(file, { force: true });
  rmSync(`${file}.attrs`, { force: true });
}

/** Whether the run that made a lock goes on. Of another machine we cannot know: it counts as running. */
export function isHeld(
  lock: StackLock,
  commandOf: (pid: number) => string | undefined = command,
): boolean {
  if (lock.hostname !== hostname()) return true;
  // Numbers come again: a process that is no Pulumi is not the one that made the lock.
  return /(^|\/)pulumi(\s|$)/.test(commandOf(lock.pid) ?? "");
}

function command(pid: number): string | undefined {
  try {
    const args = ["-ww", "-o", "args=", "-p", String(pid)];
    return execFileSync("ps", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    // ps fails for a process that is gone, and where there is no ps: then a process that lives counts as the run.
    return isAlive(pid) ? "pulumi" : undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readLock(file: string): StackLock[] {
  try {
    return [{ ...(JSON.parse(readFileSync(file, "utf8")) as Omit<StackLock, "file">), file }];
  } catch {
    return []; // removed by its owner since we listed the folder
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no run has locked this stack yet
  }
}
