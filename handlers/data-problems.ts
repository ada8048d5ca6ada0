import { existsSync, statSync } from "node:fs";
import { checkFiles } from "../dataset/check/check-files";
import { problemText } from "../dataset/check/finding";
import { kindCounts, totalOf } from "../dataset/check/kind-counts";
import type { CheckResult } from "../dataset/check/result";
import { warningLines } from "../dataset/check/warning-lines";
import { fingerprint } from "../dataset/file-state";

export interface DataFindings {
  /** What stops the preview, one line each. */
  readonly problems: readonly string[];
  /** What is only told. */
  readonly warnings: readonly string[];
}

/** How rows are measured; states of before these inputs have none. */
export interface DataOptions {
  /** Tokens that the base model can read. @default 4096, that of Phi-3-mini-4k */
  readonly contextTokens?: number | undefined;
  /** The base model's `tokenizer.json`; without it lengths are estimated. */
  readonly tokenizer?: string | undefined;
}

const defaultContext = 4096;

interface Checked {
  readonly fingerprint: string;
  readonly result: Promise<CheckResult>;
}

/** The last check of each file in this process: Preflight checks what the uploads ask for again. */
const checked = new Map<string, Checked>();

export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** What is wrong with the data files of a stack; of two the first is the training file, and the second must not repeat it. */
export async function checkData(
  paths: readonly string[],
  { contextTokens = defaultContext, tokenizer }: DataOptions,
): Promise<DataFindings> {
  const missing = paths.filter((path) => !isFile(path));
  const files = paths.filter(isFile);
  const fingerprints = files.map(fingerprint);
  const result = checkFiles(files, { contextTokens, tokenizerFile: tokenizer });
  for (const [at, path] of files.entries())
    checked.set(path, { fingerprint: fingerprints[at] ?? "", result });
  const found = await result;
  const problems = [...missing.map(noFile), ...errorLines(found)];
  return { problems, warnings: warningLines(found) };
}

/** What stops an upload: what was found when the file was checked with its training file, else in the file alone. */
export async function fileProblems(path: string): Promise<readonly string[]> {
  if (!isFile(path)) return [noFile(path)];
  const known = checked.get(path);
  if (known?.fingerprint !== fingerprint(path)) return (await checkData([path], {})).problems;
  return errorLines(await known.result, path);
}

const noFile = (path: string): string =>
  `'${path}' is no file; make it by 'npm run data', or name existing JSON Lines files in data.train and data.test`;

/** @param only the file that is told of */
function errorLines(result: CheckResult, only?: string): string[] {
  const counted = result.files.find(({ file }) => file === only) ?? result;
  const lines = result.problems
    .filter(({ severity, file }) => severity === "error" && file === (only ?? file))
    .map(problemText);
  const rest = totalOf(counted, "error") - lines.length;
  if (rest > 0) lines.push(`… and ${rest} more; by kind: ${kindCounts(counted, "error")}`);
  return lines;
}
