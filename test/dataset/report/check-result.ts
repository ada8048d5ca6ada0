import type { CheckResult, FileStatistics, Histogram } from "../../../dataset/check/result";

export const noValues: Histogram = {
  ...{ bounds: [0, 256, 512], counts: [0, 0, 0] },
  ...{ min: 0, max: 0, mean: 0, median: 0, p95: 0 },
};

/** A histogram of values that are all at their bin's lower bound. */
export function histogramOf(bounds: readonly number[], counts: readonly number[]): Histogram {
  const values = bounds.flatMap((bound, at) => Array<number>(counts[at] ?? 0).fill(bound));
  if (values.length === 0) return { ...noValues, bounds, counts };
  const at = (part: number): number => values[Math.ceil(values.length * part) - 1] ?? 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { bounds, counts, min: at(0.0001), max: at(1), mean, median: at(0.5), p95: at(0.95) };
}

const tokens = Array.from({ length: 33 }, (_, at) => at * 256);

export function statisticsOf(file: string, changes: Partial<FileStatistics> = {}): FileStatistics {
  const user = histogramOf([0, 50, 100], [0, 40, 2]);
  return {
    ...{ file, bytes: 12_345_678, rows: 22, badRows: 0, tooLong: 0, counts: {} },
    turns: histogramOf([0, 1, 2, 3, 4], [0, 0, 15, 0, 7]),
    tokens: histogramOf(tokens, [1, 20, 1]),
    characters: { system: noValues, user, assistant: histogramOf([0, 50, 100], [0, 0, 42]) },
    duplicates: { exact: 0, near: 0 },
    samples: [
      {
        line: 1,
        text: JSON.stringify({
          messages: [
            { role: "user", content: `What is at the top of ${file}?` },
            { role: "assistant", content: "A round stone hut." },
          ],
        }),
      },
    ],
    ...changes,
  };
}

export function resultOf(
  files: readonly FileStatistics[],
  changes: Partial<CheckResult> = {},
): CheckResult {
  return {
    files,
    ...{ problems: [], counts: {}, errors: 0, warnings: 0 },
    leakage: { exact: 0, near: 0 },
    contextTokens: 4096,
    tokenizer: { kind: "estimate", name: "4 characters a token" },
    ...changes,
  };
}
