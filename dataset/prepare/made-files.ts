import { createReadStream, existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileState, isSame } from "../file-state";
import { type Entry, readEntry, writeEntry } from "./manifest";
import { moveInto } from "./output-folder";
import { PrepareError } from "./prepare-error";
import type { Written } from "./write-rows";

/** A file in its place. */
export interface MadeFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The files when all of them are there, made from just these inputs, and as they were written. */
export function findMade(
  files: readonly string[],
  inputs: string,
  log: (line: string) => void,
): readonly MadeFile[] | undefined {
  const found: MadeFile[] = [];
  for (const path of files) {
    const entry = readEntry(path);
    if (entry?.inputs !== inputs || !existsSync(path)) return undefined;
    if (!isSame(fileState(path), entry)) {
      log(`'${path}' is not as it was written (${entry.bytes} bytes then)`);
      return undefined;
    }
    found.push({ path, rows: entry.rows, bytes: entry.bytes });
  }
  return found;
}

/**
 * Keeps what is the user's: a file that we know nothing of, or that was changed since it was made, is replaced only by the
 * very same bytes.
 */
export async function refuseForeign(written: readonly Written[]): Promise<void> {
  const foreign: string[] = [];
  for (const { from, to } of written) {
    const entry = readEntry(to);
    if (!existsSync(to) || isOurs(to, entry)) continue;
    if (await hasSameBytes(from, to)) continue;
    foreign.push(
      `'${to}': ${entry === undefined ? "there already, with other rows, and not made by this command" : "changed since this command made it"}`,
    );
  }
  if (foreign.length === 0) return;
  throw new PrepareError(`${foreign.join("; ")}; move it away, or write elsewhere by --out`);
}

function isOurs(file: string, entry: Entry | undefined): boolean {
  const state = fileState(file);
  return entry !== undefined && (isSame(state, entry) || isSame(state, entry.before));
}

/**
 * Refuses to write two files in one place, or over the one that is read.
 * @param files to be written, absolute
 * @param source the own file that is read
 */
export function refuseSameFile(files: readonly string[], source?: string): void {
  const places = files.map(realPlace);
  const [file] = files.filter((_, at) => places.indexOf(places[at] ?? "") !== at);
  if (file !== undefined)
    throw new PrepareError(
      `training and test rows would both be written to '${file}'; give them two names`,
    );
  if (source === undefined) return;
  const over = files[places.indexOf(realPlace(source))];
  if (over !== undefined)
    throw new PrepareError(
      `'${over}' is the file that the rows are read from; write elsewhere by --out`,
    );
}

/** Where a path leads, whether there is something or not. */
function realPlace(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(path);
  return folder === path ? path : join(realPlace(folder), basename(path));
}

async function hasSameBytes(one: string, other: string): Promise<boolean> {
  if (statSync(one).size !== statSync(other).size) return false;
  const options = { highWaterMark: 1 << 20 };
  const chunks = createReadStream(other, options)[Symbol.asyncIterator]();
  for await (const chunk of createReadStream(one, options)) {
    const next = await chunks.next();
    if (next.done === true || !(chunk as Buffer).equals(next.value as Buffer)) return false;
  }
  return true;
}

/** Puts what was written into its place and notes it. The caller holds the locks. */
export function place(written: readonly Written[], inputs: string): readonly MadeFile[] {
  for (const { from, to, rows } of written) {
    // before it is moved, which changes nothing of it: a file in its place is always known
    note(from, to, { rows, inputs, before: fileState(to) });
    moveInto(from, to);
  }
  return written.map(({ to, rows }) => {
    const bytes = note(to, to, { rows, inputs });
    return { path: to, rows, bytes };
  });
}

function note(file: string, to: string, entry: Omit<Entry, "bytes" | "modified">): number {
  const state = fileState(file);
  if (state === undefined) throw new PrepareError(`'${file}' was taken away; try again`);
  writeEntry(to, { ...entry, ...state });
  return state.bytes;
}
