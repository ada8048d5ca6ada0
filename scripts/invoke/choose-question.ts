import { resolve } from "node:path";
import { checkout } from "../../engine/cli-cache";
import { settingsOf, type StackView } from "../stack/read-stack";
import { linesOf } from "./lines";
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

/** Takes the user's own question, or a row of the test file. @throws Error that names file and line */
export async function chooseQuestion(stack: StackView, options: QuestionOptions): Promise<Chosen> {
  if (options.question !== undefined) {
    return { ...ownQuestion(options.question), from: "your own question" };
  }
  const file = testFile(stack, options.data);
  const picked = await pick(file, options);
  try {
    const of = picked.of === undefined ? "" : ` of ${picked.of}`;
    return {
      ...questionOf(picked.text),
      from: `row ${picked.row}${of} of '${file}'`,
      row: picked.row,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`'${file}', line ${picked.number}: ${reason}`, { cause: error });
  }
}

function testFile(stack: StackView, given: string | undefined): string {
  return given === undefined
    ? resolve(checkout, settingsOf(stack).data.test)
    : resolve(process.env.INIT_CWD ?? process.cwd(), given);
}

async function pick(file: string, { row, seed }: QuestionOptions): Promise<PickedRow> {
  if (row === undefined) {
    const random = seed === undefined ? Math.random : seeded(seed);
    const picked = await randomRow(linesOf(file), random);
    if (!picked) throw new Error(`'${file}' has no rows; give another file by --data`);
    return picked;
  }
  const found = await rowAt(linesOf(file), row);
  if (typeof found !== "number") return found;
  throw new Error(`there is no row ${row}: '${file}' has ${found}`);
}
