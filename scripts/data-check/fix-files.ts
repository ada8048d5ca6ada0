import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { problemText } from "../../dataset/check/finding";
import type { CheckResult } from "../../dataset/check/result";
import { refuseWithoutGoodRow, writeFixed, type Fixed } from "../../dataset/check/write-fixed";

/** Where the good rows of each file go: one file's to `out`, or, under its own name, into the folder `out`. */
export function outputs(files: readonly string[], out: string): string[] {
  const isFolder = files.length > 1 || (existsSync(out) && statSync(out).isDirectory());
  const outs = files.map((file) => (isFolder ? join(out, basename(file)) : out));
  const twice = outs.find((one, at) => outs.indexOf(one) !== at);
  if (twice !== undefined)
    throw new Error(`the good rows of two files would go to '${twice}'; fix one after the other`);
  const old = outs.find(existsSync);
  if (old !== undefined) throw new Error(`'${old}' exists already; name a new place for --fix`);
  return outs;
}

/** @param before fingerprints of the files from before the check */
export async function fixFiles(
  { files, problems }: CheckResult,
  outs: readonly string[],
  before: readonly string[],
): Promise<Fixed[]> {
  // all or none: what is dropped is told once all files are there
  for (const { file, rows } of files) refuseWithoutGoodRow(file, rows, problems);
  const fixed: Fixed[] = [];
  for (const [at, { file }] of files.entries())
    fixed.push(await writeFixed(file, outs[at] ?? "", problems, before[at] ?? ""));
  return fixed;
}

/** All that was dropped: once the new file is there, the same command would not tell it again. */
export function showFixed(fixed: readonly Fixed[]): string[] {
  return fixed.flatMap(({ out, kept, dropped, unmarked }) => [
    `'${out}': ${kept} rows kept, ${dropped.length} dropped`,
    ...dropped.map((one) => `  dropped  ${problemText(one)}`),
    ...(unmarked ? ["  line 1 is kept without its byte order mark"] : []),
  ]);
}
