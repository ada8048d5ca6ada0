import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FileState } from "../file-state";

/** What is known of a file that was prepared. */
export interface Entry extends FileState {
  readonly rows: number;
  /** All that it was made from, as text: another text, another file. */
  readonly inputs: string;
  /** What was in its place before: a run that was killed has noted the new file and not moved it there. */
  readonly before?: FileState | undefined;
}

/** Lies beside the files that it tells of. */
export const manifestName = ".prepared.json";

/** What is known of a file; undefined where nothing is. */
export function readEntry(file: string): Entry | undefined {
  const entries = readEntries(dirname(file));
  return Object.hasOwn(entries, basename(file)) ? entries[basename(file)] : undefined;
}

/** Notes a file. The caller holds the lock of its folder. */
export function writeEntry(file: string, entry: Entry): void {
  const folder = dirname(file);
  const entries = { ...readEntries(folder), [basename(file)]: entry };
  const path = join(folder, manifestName);
  writeFileSync(`${path}.new`, `${JSON.stringify(entries, undefined, 2)}\n`, { flush: true });
  renameSync(`${path}.new`, path);
}

function readEntries(folder: string): Readonly<Record<string, Entry>> {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, manifestName), "utf8"));
    return isEntries(read) ? read : {};
  } catch {
    return {}; // none yet, or none of ours: everything is made anew
  }
}

function isEntries(read: unknown): read is Readonly<Record<string, Entry>> {
  return (
    typeof read === "object" &&
    read !== null &&
    Object.values(read as Readonly<Record<string, Partial<Entry> | null>>).every(
      (entry) => typeof entry?.inputs === "string" && typeof entry.rows === "number",
    )
  );
}
