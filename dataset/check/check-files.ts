import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { RangeOptions } from "./check-range";
import { fingerprint } from "../file-state";
import { estimate } from "./count-tokens";
import { FileCheck } from "./file-check";
import { fileFinding } from "./file-finding";
import { ProblemList } from "./problem-list";
import type { Range } from "./range-lines";
import type { CheckResult } from "./result";
import { runRanges } from "./run-ranges";

export interface CheckOptions {
  /** Tokens that a row may have. */
  readonly contextTokens: number;
  /** `tokenizer.json` of the base model; without it tokens are estimated. */
  readonly tokenizerFile?: string | undefined;
  /** Bytes that were checked, and of all files together. */
  readonly onProgress?: (bytes: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Findings in the result; all are counted. @default 20 */
  readonly maxProblems?: number;
  /** Threads beside this one. @default 0 for small files, else one for each processor */
  readonly threads?: number;
  /** Bytes that a thread takes at a time. @default 4 MiB */
  readonly rangeBytes?: number;
}

/** A training file, a file to test with, or both; of a list the first is the training file. */
export type FilesToCheck = { readonly train?: string; readonly test?: string } | readonly string[];

/** Starting threads takes as long as checking this many bytes without them; counting tokens is about 50 times slower. */
const worthThreads = { estimate: 32e6, tokenizer: 0.5e6 } as const;
const mostThreads = 8;

/**
 * Checks JSON Lines files of conversations: each row by itself, rows that are twice in a file, and rows of the other
 * files that are in the training file. Memory grows by 30 bytes a row. What is wrong with the data is in the result; it
 * throws when the check cannot be done: no good tokenizer, a file that changes meanwhile, an abort.
 */
export async function checkFiles(files: FilesToCheck, options: CheckOptions): Promise<CheckResult> {
  const { contextTokens, tokenizerFile, maxProblems = 20 } = options;
  const paths = listOf(files);
  const problems = new ProblemList(maxProblems);
  const before = paths.map(fingerprint);
  const checks: FileCheck[] = [];
  for (const path of paths) checks.push(new FileCheck(path, problems, checks[0]?.seen));
  try {
    await run(checks, problems, { contextTokens, tokenizerFile, maxProblems }, options);
  } finally {
    // First of all: it explains whatever else went wrong.
    refuseChanged(paths, before);
  }
  return {
    files: checks.map((check) => check.statistics()),
    ...problems.result(paths),
    leakage: {
      exact: checks.reduce((sum, { leakage }) => sum + leakage.exact, 0),
      near: checks.reduce((sum, { leakage }) => sum + leakage.near, 0),
    },
    contextTokens,
    tokenizer: tokenizerFile === undefined ? estimate : { kind: "tokenizer", name: tokenizerFile },
  };
}

function listOf(files: FilesToCheck): readonly string[] {
  if (!("train" in files || "test" in files)) return files as readonly string[];
  return [files.train, files.test].filter((path) => path !== undefined);
}

async function run(
  checks: readonly FileCheck[],
  problems: ProblemList,
  rangeOptions: RangeOptions,
  { onProgress, signal, ...options }: CheckOptions,
): Promise<void> {
  const kind = options.tokenizerFile === undefined ? "estimate" : "tokenizer";
  const { rangeBytes = kind === "estimate" ? 4 << 20 : 1 << 18 } = options;
  const work: { readonly check: FileCheck; readonly range: Range }[] = [];
  for (const check of checks) {
    const wrong = fileFinding(check.path);
    if (wrong !== undefined) problems.add({ file: check.path, line: 1, ...wrong });
    else for (const range of rangesOf(check.path, rangeBytes)) work.push({ check, range });
  }
  const ranges = work.map(({ range }) => range);
  const total = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const enough = Math.min(availableParallelism(), mostThreads, ranges.length);
  const { threads = total < worthThreads[kind] ? 0 : enough } = options;
  let next = 0;
  let bytes = 0;
  for await (const result of runRanges(ranges, rangeOptions, threads, signal)) {
    const { check, range } = work[next] ?? {};
    check?.add(result);
    bytes += range === undefined ? 0 : range.to - range.from;
    next += 1;
    onProgress?.(bytes, total);
  }
}

function rangesOf(path: string, step: number): Range[] {
  const { size } = statSync(path);
  return Array.from({ length: Math.ceil(size / step) }, (_, at) => ({
    path,
    from: at * step,
    to: Math.min(size, (at + 1) * step),
  }));
}

function refuseChanged(paths: readonly string[], before: readonly string[]): void {
  const changed = paths.filter((path, at) => fingerprint(path) !== before[at]);
  if (changed.length === 0) return;
  const names = changed.map((path) => `'${path}'`).join(", ");
  throw new Error(`${names} changed while it was checked; check again when nothing writes to it`);
}
