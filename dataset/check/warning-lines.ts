import { share } from "../report/numbers";
import type { CheckResult, FileStatistics } from "./result";

/** What is doubtful in the data, one line for each kind and file: a preview is read by people. */
export function warningLines(result: CheckResult): string[] {
  const of = (count: number | undefined, words: string): string[] =>
    count === undefined || count === 0
      ? []
      : [`${count === 1 ? "1 row" : `${count} rows`} ${words}`];
  const inFile = (file: FileStatistics): string[] => {
    const name = `of '${file.file}'`;
    const long = `longer than ${result.contextTokens} tokens${measure(result)}: cut in training`;
    return [
      ...of(file.duplicates.exact, `${name} repeated`),
      ...of(file.duplicates.near, `${name} repeated but for case and white space`),
      ...of(file.tooLong, `${name} (${share(file.tooLong, file.rows)}) ${long}`),
    ];
  };
  return [
    ...result.files.flatMap(inFile),
    ...of(
      result.leakage.near,
      "of the test file in the training file but for case and white space",
    ),
    ...of(result.counts.prompt, "with a 'prompt' that is not the first user message"),
  ];
}

const measure = ({ tokenizer }: CheckResult): string =>
  tokenizer.kind === "estimate" ? ` by an estimate (${tokenizer.name})` : "";
