import { createReadStream } from "node:fs";

/** A line of a file that has something on it. */
export interface Line {
  /** From 1, blank lines included. */
  readonly number: number;
  readonly text: string;
}

/**
 * The lines of a text file, one at a time. Not by node:readline: it also splits at U+2028, which may stand in a JSON string.
 * @throws Error that names the file when it cannot be read
 */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  let number = 0;
  let rest = "";
  try {
    for await (const chunk of createReadStream(file, "utf8")) {
      const parts = (rest + String(chunk)).split("\n");
      rest = parts.pop() ?? "";
      for (const text of parts) {
        number += 1;
        if (text.trim() !== "") yield { number, text };
      }
    }
  } catch (error) {
    throw new Error(`cannot read '${file}': ${reason(error)}`, { cause: error });
  }
  if (rest.trim() !== "") yield { number: number + 1, text: rest };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  return code === "EISDIR" ? "it is a folder" : error.message;
}
