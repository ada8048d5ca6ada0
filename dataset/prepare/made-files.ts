import { createReadStream, existsSync, statSync } from "node:fs";
import { fileState, isSame } from "../file-state";
import { readEntry, writeEntry } from "./manifest";
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
      log(`'${path}' is not as it was written (${entry.bytes} bytes then); making it again`);
      return undefined;
    }
    found.push({ path, rows: entry.rows, bytes: entry.bytes });
  }
  return found;
}

/** Keeps files of the user's: what we know nothing of is replaced only by the very same bytes. */
export async function refuseForeign(written: readonly Written[]): Promise<void> {
  const foreign: string[] = [];
  for (const { from, to } of written) {
    if (!existsSync(to) || readEntry(to) !== undefined) continue;
    if (!(await hasSameBytes(from, to))) foreign.push(`'${to}'`);
  }
  if (foreign.length === 0) return;
  throw new PrepareError(
    `${foreign.join(" and ")}: there already, with other rows, and not made by this command; move it away, or write elsewhere by --out`,
  );
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
  for (const { from, to } of written) moveInto(from, to);
  return written.map(({ to, rows }) => {
    const state = fileState(to);
    if (state === undefined) throw new PrepareError(`'${to}' was taken away; try again`);
    writeEntry(to, { ...state, rows, inputs });
    return { path: to, rows, bytes: state.bytes };
  });
}
