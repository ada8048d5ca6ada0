import { stripVTControlCharacters } from "node:util";

/** A text under its heading. */
export interface Block {
  readonly heading: string;
  readonly text: string;
}

/** Below this two columns would be too narrow to read. */
const narrowest = 90;
const gap = "   ";

/**
 * Lines that show texts beside each other, or one under the other.
 * @param width columns of the terminal; undefined where there is none: texts are then left as they are
 */
export function showBlocks(blocks: readonly Block[], width: number | undefined): string[] {
  const clean = blocks.map(({ heading, text }) => ({ heading, text: plainText(text).trim() }));
  if (width === undefined || width < narrowest || blocks.length < 2) {
    return clean.flatMap(({ heading, text }, index) => [
      ...(index === 0 ? [] : [""]),
      heading,
      ...(width === undefined ? text.split("\n") : wrap(text, width)),
    ]);
  }
  const column = Math.floor((width - gap.length * (blocks.length - 1)) / blocks.length);
  const columns = clean.map(({ heading, text }) => [
    heading,
    "─".repeat(Math.min(column, heading.length)),
    ...wrap(text, column),
  ]);
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    columns
      .map((lines) => pad(lines[row] ?? "", column))
      .join(gap)
      .trimEnd(),
  );
}

/** What a model says may hold anything: nothing of it may move the cursor or change the terminal. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\t", "    ")
    .replaceAll(/[^\P{Cc}\n]/gu, "");
}

/** Lines of at most `width` characters, broken at blanks; a longer word is cut. Lines of the text stay lines. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ").flatMap((one) => cut(one, width))) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (size(longer) <= width) {
      current = longer;
    } else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}

function cut(word: string, width: number): string[] {
  const letters = lettersOf(word);
  if (letters.length <= width) return [word];
  return Array.from({ length: Math.ceil(letters.length / width) }, (_, index) =>
    letters.slice(index * width, (index + 1) * width).join(""),
  );
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - size(text)));
}

function size(text: string): number {
  return lettersOf(text).length;
}

const segmenter = new Intl.Segmenter();

/** What a reader takes for one letter, an emoji of several code points included. */
function lettersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
