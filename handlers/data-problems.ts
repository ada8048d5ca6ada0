import { existsSync, statSync } from "node:fs";
import { checkFile } from "../dataset/check/check-file";

/** How many bad rows are listed before the count of the rest. */
const listedRows = 20;

export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** What is wrong with a file of rows, one line each; streams it. */
export async function dataProblems(path: string): Promise<string[]> {
  if (!isFile(path))
    return [`'${path}' is no file; name an existing JSON Lines file in data.train and data.test`];
  const lines: string[] = [];
  let count = 0;
  for await (const { line, field, expected, found } of checkFile(path)) {
    count += 1;
    if (count <= listedRows)
      lines.push(`'${path}' line ${line}: ${field} must be ${expected}; found ${found}`);
  }
  if (count > listedRows) lines.push(`… and ${count - listedRows} more bad rows`);
  return lines;
}
