import { longestRow, lookAtLine } from "../check/look-at-line";
import { readLines } from "../lines";
import { formatOf } from "./reader";
import { unpacked } from "./unpacked";

/**
 * The first line of JSON Lines that no reader takes, and why, as the check says it: DuckDB counts no empty lines. Undefined
 * where there is none, and for other files.
 */
export async function badLine(path: string): Promise<string | undefined> {
  if (formatOf(path) !== "jsonl") return undefined;
  for await (const { number, bytes } of readLines(unpacked(path), longestRow)) {
    if (bytes?.every((byte) => byte <= 0x20) === true) continue;
    const { findings } = lookAtLine(bytes, false);
    const found =
      findings.find(({ kind }) => kind === "encoding") ??
      (bytes !== undefined && isParsed(bytes)
        ? undefined
        : findings.find(({ kind }) => kind === "json"));
    if (found !== undefined)
      return `line ${number}: ${found.field} must be ${found.expected}; found ${found.found}`;
  }
  return undefined;
}

/** What is JSON but no object is for the check to tell. */
function isParsed(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
