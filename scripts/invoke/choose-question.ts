import { resolve } from "node:path";
import { readLines } from "../../dataset/lines";
import { checkout } from "../../engine/cli-cache";
import { type PickedRow, randomRow, rowAt, seeded } from "./pick-row";
import { ownQuestion, type Question, questionOf } from "./question";

/** Which question is meant. */
export interface QuestionOptions {
  /** An own one. */
  readonly question?: string;
  /** A file other than the stack's test file; relative to where the command was typed. */
  readonly data?: string;
  /** From 1. */
  readonly row?: number;
  /** The same seed picks the same row of the same file. */
  readonly seed?: number;
}

/** A question and where it comes from, in words. */
export interface Chosen extends Question {
  readonly from: string;
  /** Number of the row, to ask it again. */
  readonly row?: number;
}

/** The longest row that is read, in bytes; a row is a conversation, not a file. */
const longestRow = 64 * 1024 * 1024;

/**
 * Takes the user's own question, or a row of a file.
 * @param testFile the stack's own test file, relative to the project; asked for only when it is needed
 * @throws Error that names file and line
 */
export async function chooseQuestion(
  testFile: () => string,
  options: QuestionOptions,
): Promise<Chosen> {
  const { question, data } = options;
  if (question !== undefined) return { ...ownQuestion(question), from: "your own" };
  const file =
    data === undefined
      ? resolve(checkout, testFile())
      : resolve(process.env.INIT_CWD ?? process.cwd(), data);
  const { number, bytes, of } = await pick(file, options);
  try {
    const from = `row ${number}${of === undefined ? "" : ` of ${of}`}, ${file}`;
    return { ...questionOf(decode(bytes)), from, row: number };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`'${file}', line ${number}: ${reason}`, { cause: error });
  }
}

async function pick(file: string, { row, seed }: QuestionOptions): Promise<PickedRow> {
  const lines = readLines(file, longestRow);
  try {
    if (row !== undefined) {
      const found = await rowAt(lines, row);
      if (typeof found !== "number") return found;
      throw new Error(`it has ${found} rows, and no row ${row}`);
    }
    const picked = await randomRow(lines, seed === undefined ? Math.random : seeded(seed));
    if (picked) return picked;
    throw new Error("it is empty; give another file by --data");
  } catch (error) {
    throw new Error(`cannot take a row of '${file}': ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file; give another one by --data";
  return code === "EISDIR" ? "it is a folder" : error.message;
}

function decode(bytes: Buffer | undefined): string {
  if (bytes === undefined) throw new Error(`it is longer than ${longestRow / 1024 ** 2} MiB`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error("it is not UTF-8 text", { cause: error });
  }
}
