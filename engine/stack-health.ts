import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExportedStack } from "./deployment";
import { isHeld, readLocks } from "./stack-lock";

/** State of a stack in a file backend, without starting the CLI. */
export type StackHealth =
  | { readonly kind: "sound" }
  /** A run goes on. */
  | { readonly kind: "running"; readonly pid: number; readonly since: string }
  /** A run was killed: it left a lock, or operations that were cut off. */
  | { readonly kind: "broken"; readonly operations: number };

/** Looks at the locks of a stack, then at the operations that its state says were begun. */
export function stackHealth(backend: string, project: string, stack: string): StackHealth {
  const locks = readLocks(backend, project, stack);
  const held = locks.find((lock) => isHeld(lock));
  if (held !== undefined) return { kind: "running", pid: held.pid, since: held.timestamp };
  const operations = operationsOf(stackFile(backend, project, stack));
  return locks.length > 0 || operations > 0 ? { kind: "broken", operations } : { kind: "sound" };
}

/** Where the file backend keeps a stack. */
export function stackFile(backend: string, project: string, stack: string): string {
  return join(backend, ".pulumi", "stacks", project, `${stack}.json`);
}

function operationsOf(file: string): number {
  try {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: ExportedStack["deployment"] };
    };
    return checkpoint.latest?.pending_operations?.length ?? 0;
  } catch {
    return 0; // no such stack yet
  }
}
