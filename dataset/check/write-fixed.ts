import { createWriteStream, existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { diskReason } from "../disk-error";
import { fingerprint } from "../file-state";
import { readLines } from "../lines";
import { makeWhole } from "../whole-file";
import { byteOrderMark, isMark, longestRow } from "./look-at-line";
import type { RowProblem } from "./result";

export interface Fixed {
  readonly file: string;
  readonly out: string;
  readonly kept: number;
  /** Why each line was left out, by the first reason. */
  readonly dropped: readonly RowProblem[];
  /** Whether a byte order mark was left out, and nothing else of its row. */
  readonly unmarked: boolean;
}

/**
 * Writes a file without its bad rows, repeated rows and rows of the training file; the other rows stay as they are, byte
 * for byte. The new file is there once it is whole, and is never an old one.
 * @param problems all problems of a check
 * @param before fingerprint of the file from before the check
 */
export async function writeFixed(
  file: string,
  out: string,
  problems: readonly RowProblem[],
  before: string,
): Promise<Fixed> {
  if (existsSync(out))
    throw new Error(`'${out}' exists already; name a new file for the good rows`);
  const { reasons, isMarked } = whatToDrop(file, problems);
  const counted = { kept: 0 };
  try {
    await mkdir(dirname(out), { recursive: true });
    await makeWhole(
      out,
      (temporary) => pipeline(goodRows(file, reasons, counted), createWriteStream(temporary)),
      () => {
        if (counted.kept === 0) throw noGoodRow(file);
        if (fingerprint(file) !== before)
          throw new Error(`'${file}' changed meanwhile; start again`);
      },
    );
    const unmarked = isMarked && !reasons.has(1);
    return { file, out, kept: counted.kept, dropped: [...reasons.values()], unmarked };
  } catch (error) {
    const reason = diskReason(error);
    if (reason === undefined) throw error;
    throw new Error(`cannot write '${out}': ${reason}; name another place by --fix`, {
      cause: error,
    });
  }
}

const noGoodRow = (file: string) => new Error(`'${file}' has no good row: nothing is written`);

/**
 * @param rows of the file by the check
 * @throws Error where no row would be left, or the file cannot be read
 */
export function refuseWithoutGoodRow(
  file: string,
  rows: number,
  problems: readonly RowProblem[],
): void {
  if (whatToDrop(file, problems).reasons.size >= rows) throw noGoodRow(file);
}

/** Why lines are left out, by their number, and whether the first one has a byte order mark. */
function whatToDrop(file: string, problems: readonly RowProblem[]) {
  const own = problems.filter((problem) => problem.file === file && isDropped(problem));
  const unreadable = own.find(({ kind }) => kind === "file");
  if (unreadable !== undefined)
    throw new Error(`'${file}' must be ${unreadable.expected}; found ${unreadable.found}`);
  const reasons = new Map<number, RowProblem>();
  for (const one of own) if (!isMark(one) && !reasons.has(one.line)) reasons.set(one.line, one);
  return { reasons, isMarked: own.some(isMark) };
}

/** A warning that is not about a repeated row leaves it to people to decide. */
const isDropped = ({ severity, kind }: RowProblem): boolean =>
  severity === "error" || kind === "duplicate";

const lineFeed = Buffer.from("\n");

async function* goodRows(
  file: string,
  reasons: ReadonlyMap<number, RowProblem>,
  counted: { kept: number },
): AsyncGenerator<Buffer> {
  for await (const { number, bytes } of readLines(file, longestRow)) {
    if (bytes === undefined || reasons.has(number)) continue;
    counted.kept += 1;
    const isMarked = number === 1 && bytes.subarray(0, 3).equals(byteOrderMark);
    yield Buffer.concat([isMarked ? bytes.subarray(3) : bytes, lineFeed]);
  }
}
