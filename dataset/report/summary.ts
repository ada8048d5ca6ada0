import type { CheckResult, FileStatistics, Histogram } from "../check/result";
import { sum } from "./bins";
import { count, share, size } from "./numbers";
import { binText, type Plot, plotOf } from "./plot";

const heights = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * What a check measured, as lines for a terminal of at least 80 columns: a column for each file, its lengths as bars on
 * axes that the files share. The name of a row of bars says where these start and end.
 * @param labels names of the files, such as `Training`; else their own
 */
export function summaryLines(result: CheckResult, labels: readonly string[] = []): string[] {
  const { files, contextTokens, tokenizer, leakage } = result;
  const part = (of: number, file: FileStatistics): string =>
    of === 0 ? "0" : `${count(of)} (${share(of, file.rows)})`;
  const row = (name: string, of: (file: FileStatistics, at: number) => string): string[] => [
    name,
    ...files.map(of),
  ];
  const tokens = plotOf(
    files.map((file) => file.tokens),
    contextTokens,
  );
  const turns = plotOf(files.map((file) => file.turns));
  const about = tokenizer.kind === "estimate" ? "Tokens, estimated" : "Tokens";
  return table([
    row("", ({ file }, at) => labels[at] ?? file.split(/[\\/]/).at(-1) ?? file),
    row("Rows", ({ rows, bytes }) => `${count(rows)}, ${size(bytes)}`),
    row("With errors", (file) => part(file.badRows, file)),
    row("Repeated", (file) => part(file.duplicates.exact + file.duplicates.near, file)),
    ...(files.length < 2
      ? []
      : [
          row("Also in training", (file, at) =>
            at === 0 ? "" : part(leakage.exact + leakage.near, file),
          ),
        ]),
    row(`Over ${count(contextTokens)} tokens`, (file) => part(file.tooLong, file)),
    row(about, (file) => spread(file.tokens)),
    ...barRow(tokens, files.length),
    row("Messages", (file) => spread(file.turns)),
    ...barRow(turns, files.length),
  ]);
}

function spread({ median, p95, max, counts }: Histogram): string {
  if (sum(counts) === 0) return "–";
  return `median ${count(median)}, 95 % ${count(p95)}, most ${count(max)}`;
}

function barRow(plot: Plot | undefined, files: number): string[][] {
  const [first, last] = [plot?.bins.at(0), plot?.bins.at(-1)];
  if (!plot || !first || !last) return [];
  const end = plot.open ? binText(last, true) : count(last.to - 1);
  const cells = Array.from({ length: files }, (_, at) => bars(plot, at));
  return [[`  ${count(first.from)} to ${end}`, ...cells]];
}

/** Some are seen, however few. */
function bars({ bins, totals, top }: Plot, at: number): string {
  const total = Math.max(1, totals[at] ?? 0);
  return bins
    .map(({ counts }) => {
      const rows = counts[at] ?? 0;
      const height = Math.round(((heights.length - 1) * rows) / total / top);
      return heights[rows === 0 ? 0 : Math.max(1, height)] ?? heights[0];
    })
    .join("");
}

/** Columns as wide as their widest cell, two blanks apart. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((cells) => cells[at]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
