import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ExportedStack, isUnread } from "./deployment";
import { isKeeper } from "./kept-inputs";
import { isHeld, readLocks } from "./stack-lock";

/** State of a stack in a file backend, without starting the CLI. */
export type StackHealth =
  | { readonly kind: "sound" }
  /** A run goes on. */
  | { readonly kind: "running"; readonly pid: number; readonly since: string }
  /** The last run ended with an error: a plugin that was killed may have made something without telling. */
  | { readonly kind: "failed" }
  /** A run or its repair was killed: it left a lock, or operations that were cut off. */
  | { readonly kind: "broken"; readonly operations: number };

/** Looks at the locks of a stack, then at the operations that its state says were begun. */
export function stackHealth(backend: string, project: string, stack: string): StackHealth {
  const locks = readLocks(backend, project, stack);
  const held = locks.find((lock) => isHeld(lock));
  if (held !== undefined) return { kind: "running", pid: held.pid, since: held.timestamp };
  const operations = operationsOf(stackFile(backend, project, stack));
  if (locks.length > 0 || operations > 0) return { kind: "broken", operations };
  return { kind: lastResult(backend, project, stack) === "failed" ? "failed" : "sound" };
}

/** Where the file backend keeps a stack. */
export function stackFile(backend: string, project: string, stack: string): string {
  return join(backend, ".pulumi", "stacks", project, `${stack}.json`);
}

/** `succeeded` or `failed`: how the last `up`, `refresh` or `destroy` ended; previews are not counted. */
function lastResult(backend: string, project: string, stack: string): string | undefined {
  const folder = join(backend, ".pulumi", "history", project, stack);
  try {
    // Named after the time of the run, in nanoseconds.
    const names = readdirSync(folder).filter((name) => name.endsWith(".history.json"));
    const last = names.sort().at(-1);
    if (last === undefined) return undefined;
    return (JSON.parse(readFileSync(join(folder, last), "utf8")) as { result?: string }).result;
  } catch {
    return undefined; // no run yet
  }
}

function operationsOf(file: string): number {
  try {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: ExportedStack["deployment"] };
    };
    const { pending_operations: pending = [], resources = [] } = checkpoint.latest ?? {};
    return pending.length + resources.filter((one) => isUnread(one) || isKeeper(one)).length;
  } catch {
    return 0; // no such stack yet
  }
}
