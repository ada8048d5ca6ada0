import { readLines, type Line } from "../lines";

/** What is wrong with a row. */
export interface RowProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Path inside the row, for example `messages[2].content`; `row` for the line itself, `file` for the file. */
  readonly field: string;
  /** To be read after "must be". */
  readonly expected: string;
  /** To be read after "found"; never more than a few words of the content. */
  readonly found: string;
}

type Problem = Pick<RowProblem, "field" | "expected" | "found">;

/** The longest row that is looked into, in bytes; a row is a conversation, not a file. */
const longestRow = 64 * 1024 * 1024;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Problems of a JSON Lines file of conversations, in the order of the lines: each line must be a JSON object with
 * `messages`, an array of `{role, content}` with texts that are not empty. Other fields are free. CRLF and a missing last
 * line feed are good. A byte order mark is a problem: Python's JSON reader fails on it. Reads the file as a stream.
 */
export async function* checkFile(file: string): AsyncGenerator<RowProblem> {
  let empty = true;
  for await (const line of readLines(file, longestRow)) {
    empty = false;
    for (const problem of lineProblems(line)) yield { file, line: line.number, ...problem };
  }
  if (empty)
    yield { file, line: 1, field: "file", expected: "at least one row", found: "an empty file" };
}

function* lineProblems({ number, bytes }: Line): Generator<Problem> {
  const field = "row";
  if (bytes === undefined) {
    const megabytes = longestRow / 1024 / 1024;
    yield { field, expected: `at most ${megabytes} MiB long`, found: "a longer line" };
    return;
  }
  const marked = number === 1 && bytes.subarray(0, 3).equals(byteOrderMark);
  if (marked)
    yield { field, expected: "UTF-8 without byte order mark", found: "the bytes EF BB BF" };
  const text = decode(bytes);
  if (text === undefined) {
    yield { field, expected: "UTF-8 text", found: "other bytes" };
    return;
  }
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    yield { field, expected: "a JSON object", found: found(text.trim()) };
    return;
  }
  yield* rowProblems(row);
}

function decode(bytes: Buffer): string | undefined {
  try {
    // The decoder drops a byte order mark.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function* rowProblems(row: unknown): Generator<Problem> {
  if (!isObject(row)) {
    yield { field: "row", expected: "a JSON object", found: describe(row) };
    return;
  }
  const { messages } = row;
  if (!Array.isArray(messages) || messages.length === 0) {
    const expected = "an array of {role, content} that is not empty";
    yield { field: "messages", expected, found: describe(messages) };
    return;
  }
  for (const [at, message] of (messages as unknown[]).entries())
    yield* messageProblems(message, `messages[${at}]`);
}

function* messageProblems(message: unknown, field: string): Generator<Problem> {
  if (!isObject(message)) {
    yield { field, expected: "an object {role, content}", found: describe(message) };
    return;
  }
  for (const name of ["role", "content"]) {
    const value = message[name];
    if (typeof value === "string" && value.trim() !== "") continue;
    const expected = "a text that is not empty";
    yield { field: `${field}.${name}`, expected, found: describe(value) };
  }
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return value.trim() === "" ? "an empty text" : found(value);
  return `the ${typeof value} ${JSON.stringify(value)}`;
}

function found(text: string): string {
  if (text === "") return "an empty line";
  return text.length > 40 ? `'${text.slice(0, 40)}…'` : `'${text}'`;
}
