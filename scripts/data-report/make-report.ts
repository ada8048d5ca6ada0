import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from "node:fs";
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
  const other = whatElse(out, files);
  if (other !== undefined) problems.push(`'${out}' is ${other}; name another file by --out`);
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

/** What a page would take the place of, where that is no page. */
function whatElse(out: string, files: readonly string[]): string | undefined {
  const stat = statSync(out, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return undefined; // what is wrong with a folder is told when it is written
  const place = realpathSync(out);
  if (files.some((file) => existsSync(file) && realpathSync(file) === place)) return "the data";
  const isPage = stat.size === 0 || /^\s*<(!doctype|html)/i.test(beginningOf(out));
  return isPage ? undefined : "there already and no HTML page";
}

function beginningOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(100);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}
