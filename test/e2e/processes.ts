import { execFileSync } from "node:child_process";
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
