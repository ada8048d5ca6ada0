import { statSync } from "node:fs";

/** What a file looked like, to be kept; a file that was changed by a program or a person looks different. */
export interface FileState {
  readonly bytes: number;
  /** Nanoseconds since the epoch. */
  readonly modified: string;
}

/** How a file looks now; undefined when there is none. */
export function fileState(path: string): FileState | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat?.isFile() !== true) return undefined;
  return { bytes: Number(stat.size), modified: String(stat.mtimeNs) };
}

export function isSame(one: FileState | undefined, other: FileState | undefined): boolean {
  return one?.bytes === other?.bytes && one?.modified === other?.modified;
}

/** What differs when a file was written to or replaced while a program works with it. */
export function fingerprint(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? "" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
}
