import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Waits for something that another process does. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not in 60 s: ${condition.toString()}`);
    await pause(20);
  }
}

/** The processes that one has started, and theirs. */
export function descendants(pid: number): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const children = rows.flatMap(([own = 0, parent]) => (parent === pid ? [own] : []));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Whether a process is there; one that has ended and waits for its parent (a zombie) is not. */
export function isAlive(pid: number): boolean {
  try {
    const args = ["-o", "stat=", "-p", String(pid)];
    return !execFileSync("ps", args, { encoding: "utf8" }).trim().startsWith("Z");
  } catch {
    return false;
  }
}

/** Processes that carry this text in their command line or their environment; Linux only, elsewhere none. */
export function processesOf(text: string): { pid: number; command: string }[] {
  const read = (file: string) => {
    try {
      return readFileSync(file, "utf8").replaceAll("\0", " ");
    } catch {
      return ""; // gone, or another user's
    }
  };
  const pids = existsSync("/proc/self/environ")
    ? readdirSync("/proc").map(Number).filter(Number.isInteger)
    : [];
  return pids
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`) }))
    .filter(
      ({ pid, command }) =>
        pid !== process.pid && (command + read(`/proc/${pid}/environ`)).includes(text),
    );
}

/**
 * Waits some seconds for the end of all processes of a state folder, then ends those that are left.
 * @returns command lines of those
 */
export async function endOf(folder: string): Promise<string[]> {
  const deadline = Date.now() + 5000;
  let left = processesOf(folder);
  while (left.length > 0 && Date.now() < deadline) {
    await pause(20);
    left = processesOf(folder);
  }
  left.forEach(({ pid }) => {
    process.kill(pid, "SIGKILL");
  });
  return left.map(({ command }) => command);
}
