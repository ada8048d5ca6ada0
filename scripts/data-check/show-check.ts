import { problemText } from "../../dataset/check/finding";
import { kindCounts } from "../../dataset/check/kind-counts";
import type { CheckResult, FileStatistics } from "../../dataset/check/result";
import { countOf, share, size } from "../../dataset/report/numbers";
import { table } from "../table";

/** What a check found, as lines of text: the files, the problems, their kinds, what it means. */
export function showCheck(result: CheckResult): string[] {
  return [...fileTable(result), ...showProblems(result)];
}

/** The same without the files. */
export function showProblems(result: CheckResult): string[] {
  const { problems, errors, warnings } = result;
  const total = errors + warnings;
  const shown = problems.length < total ? ` (the first ${problems.length} of ${total})` : "";
  return [
    ...(total === 0 ? [] : ["", `Problems${shown}:`]),
    ...problems.map((one) => `  ${one.severity.padEnd(7)}  ${problemText(one)}`),
    ...(total === 0 ? [] : ["", "Kinds:"]),
    ...(errors === 0 ? [] : [`  ${countOf(errors, "error")}: ${kindCounts(result, "error")}`]),
    ...(warnings === 0
      ? []
      : [`  ${countOf(warnings, "warning")}: ${kindCounts(result, "warning")}`]),
    "",
    verdict(result),
  ];
}

function fileTable({ files, tokenizer, contextTokens }: CheckResult): string[] {
  const tokens = `Tokens${tokenizer.kind === "estimate" ? ", estimated" : ""}`;
  const heading = [
    "File",
    "Use",
    "Size",
    "Rows",
    "Bad",
    "Turns",
    tokens,
    `> ${contextTokens}`,
    "Repeated",
  ];
  const note =
    tokenizer.kind === "estimate"
      ? `Turns and tokens: median, 95 %, most. Tokens by an estimate of ${tokenizer.name}; --tokenizer counts them.`
      : `Turns and tokens: median, 95 %, most. Tokens by '${tokenizer.name}'.`;
  return [
    ...table(
      heading,
      // alone it may be for either
      files.map((file, at) =>
        fileRow(file, files.length === 1 ? "–" : at > 0 ? "test" : "training"),
      ),
    ),
    note,
  ];
}

function fileRow(
  { file, bytes, rows, badRows, turns, tokens, ...more }: FileStatistics,
  use: string,
): string[] {
  const spread = ({ median, p95, max }: FileStatistics["turns"]) => `${median} / ${p95} / ${max}`;
  const { tooLong, duplicates } = more;
  return [
    ...[file, use, size(bytes), String(rows), String(badRows), spread(turns), spread(tokens)],
    tooLong === 0 ? "0" : `${tooLong} (${share(tooLong, rows)})`,
    String(duplicates.exact + duplicates.near),
  ];
}

function verdict({ files, errors }: CheckResult): string {
  const bad = files.reduce((sum, { badRows }) => sum + badRows, 0);
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  if (errors === 0) return `Good: ${rows} rows can be trained on.`;
  return bad === 0
    ? "Bad: nothing can be trained on."
    : `Bad: ${bad} of ${rows} rows (${share(bad, rows)}); a preview refuses them.`;
}
