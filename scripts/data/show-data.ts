import { relative } from "node:path";
import type { HubRows } from "../../dataset/hub/types";
import type { CheckResult } from "../../dataset/check/result";
import { readLines } from "../../dataset/lines";
import { count, countOf, size } from "../../dataset/report/numbers";
import { summaryLines } from "../../dataset/report/summary";
import { showProblems } from "../data-check/show-check";
import { shellWords } from "../shell-words";
import type { MadeFile } from "../../dataset/prepare/made-files";
import type { PreparedData } from "./prepare-data";

/** Characters of a message that are shown. */
const shownCharacters = 90;

/** What was made, as lines: where the files are, their rows, and what was fetched for them. */
export function madeLines({ files, made, hub }: PreparedData, from: string): string[] {
  const rows = files.map(
    ({ path, rows: of, bytes }) =>
      `  ${shorter(path, from)}: ${countOf(of, "row")}, ${size(bytes)}`,
  );
  return [
    made ? "Made:" : "Nothing to do: the files are there, made from just this:",
    ...rows,
    ...hub.map(fetchedLine),
  ];
}

function fetchedLine({ commit, rows, totalRows, bytesFetched }: HubRows): string {
  const fetched =
    bytesFetched === 0 ? "nothing fetched, all was in the cache" : `${size(bytesFetched)} fetched`;
  // Unknown where the first files of a split were enough.
  const part =
    totalRows === undefined
      ? countOf(rows, "row")
      : `${count(rows)} of ${countOf(totalRows, "row")}`;
  return `  from ${part}, commit ${commit.slice(0, 12)}: ${fetched}`;
}

const shownRows = 3;
/** Longer rows are not read to be shown. */
const longestRow = 1 << 20;

/** The first rows of a file, cut short. */
export async function firstRowLines({ path, rows }: MadeFile): Promise<string[]> {
  const lines = ["", rows > 1 ? `The first of ${count(rows)} rows:` : "The row:"];
  for await (const { number, bytes } of readLines(path, longestRow)) {
    if (number > shownRows) break;
    lines.push(...rowLines(bytes?.toString("utf8") ?? "(longer than 1 MiB)"));
  }
  return lines;
}

/** Lengths, repetitions and problems of the files. */
export function checkedLines(result: CheckResult): string[] {
  return ["", ...summaryLines(result, ["Training", "Test"]), ...showProblems(result)];
}

/** A path as it is typed from a folder. */
export function shorter(file: string, from: string): string {
  const path = relative(from, file);
  return path.startsWith("..") ? file : path;
}

function rowLines(text: string): string[] {
  const messages = messagesOf(text);
  return messages === undefined
    ? [`  ${cut(text)}`]
    : messages.map(({ role, content }, at) => `  ${at === 0 ? "-" : " "} ${role}: ${cut(content)}`);
}

function messagesOf(text: string): { role: string; content: string }[] | undefined {
  try {
    const { messages } = JSON.parse(text) as { messages?: unknown };
    if (!Array.isArray(messages)) return undefined;
    return (messages as Record<string, unknown>[]).map(({ role, content }) => ({
      role: String(role),
      content: String(content),
    }));
  } catch {
    return undefined; // shown as it is; the problems say what is wrong
  }
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line;
}

/** What to do with the files. @param isConfigured whether they are those of the stack's config */
export function nextLines(
  { errors }: CheckResult,
  files: readonly string[],
  isConfigured: boolean,
): string[] {
  const names = shellWords(files);
  const report = [
    "",
    "Next:",
    `  npm run data:report -- ${names}  the same as a page, with pictures`,
  ];
  return errors > 0
    ? [...report, `  npm run data:check -- ${names} --fix fixed  leave the bad rows out`]
    : [
        ...report,
        isConfigured
          ? "  npm run local -- preview  what these rows would change"
          : "  data.train and data.test in the stack's config  name them, to train on these rows",
      ];
}
