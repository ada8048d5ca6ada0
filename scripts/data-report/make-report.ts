import { statSync } from "node:fs";
import { basename } from "node:path";
import { checkFiles, type CheckOptions } from "../../dataset/check/check-files";
import type { CheckResult } from "../../dataset/check/result";
import { contentHash } from "../../dataset/content-hash";
import { renderReport } from "../../dataset/report/page";
import { writePage } from "../../dataset/report/write-page";

/**
 * Checks a training file, or that and a test file, and writes the report about them.
 * @throws Error that names every file that is missing, or says why the page cannot be written
 */
export async function makeReport(
  files: readonly string[],
  out: string,
  options: CheckOptions,
): Promise<CheckResult> {
  const problems = files.flatMap((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile()) return [];
    const found = stat === undefined ? "does not exist" : "is no file";
    return [`'${file}' ${found}; name a JSON Lines file, or make it by npm run data`];
  });
  if (files.includes(out)) problems.push(`'${out}' is the data; name another file by --out`);
  if (problems.length > 0) throw new Error(problems.join("\n"));

  const result = await checkFiles(files, options);
  const labels = files.length > 1 ? ["Training", "Test"] : files.map((file) => basename(file));
  const described = files.map(async (file, at) => ({
    label: labels[at] ?? basename(file),
    modified: statSync(file).mtime,
    hash: await contentHash(file),
  }));
  const origin = { made: new Date(), files: await Promise.all(described) };
  await writePage(out, await renderReport(result, origin));
  return result;
}
