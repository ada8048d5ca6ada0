import { readFileSync } from "node:fs";
import type { ExportedStack } from "../../engine/deployment";

/** What the file backend keeps of a stack; empty before its first write and in the moment of one. */
export function readState(file: string): ExportedStack["deployment"] {
  try {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: ExportedStack["deployment"] };
    };
    return checkpoint.latest ?? {};
  } catch {
    return {};
  }
}

/** Names of the resources that an operation was begun for and not ended. */
export function pendingNames(file: string): string[] {
  const operations = readState(file).pending_operations ?? [];
  return operations.map(({ resource }) => resource.urn.split("::").at(-1) ?? "");
}
