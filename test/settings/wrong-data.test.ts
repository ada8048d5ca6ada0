import { expect } from "chai";
import { input, problemsOf } from "./input";

type Sections = Readonly<Record<string, unknown>>;

/** One slip each, with the only line that it may cause. */
const slips: readonly [kind: string, sections: Sections, line: string][] = [
  [
    "a source that is neither data set nor file",
    { data: { source: "ultrachat_200k" } },
    "data.source 'ultrachat_200k' does not fit; give a data set on the Hugging Face hub such as 'HuggingFaceH4/ultrachat_200k', or a .parquet, .jsonl, .json or .csv file",
  ],
  [
    "more than all rows",
    { data: { percent: 101 } },
    "data.percent '101' is out of range; give a number above 0, at most 100",
  ],
  [
    "two amounts",
    { data: { percent: 1, rows: 10 } },
    "data.rows '10' and data.percent '1' are two answers to one question; leave one of them out",
  ],
  [
    "a source that is written over",
    { data: { source: "rows.jsonl", train: "rows.jsonl" } },
    "data.source 'rows.jsonl' is also data.train, which is made from it; give another file to one of them",
  ],
  [
    "a file's own splits",
    { data: { source: "rows.csv", split: { kind: "source" } } },
    "data.split.kind 'source' needs a data set with splits of its own, but data.source is the file 'rows.csv'; use 'exact' or 'stable'",
  ],
  [
    "a data set's own splits without one for tests",
    { preset: "ultrachat-foundry", data: { split: { kind: "source" } } },
    "data.split.kind 'source' needs data.splits.test, the split with the test rows; name it, or use 'exact' or 'stable'",
  ],
  [
    "the same split twice",
    { data: { splits: { test: "train_sft" } } },
    "data.splits.test 'train_sft' is also data.splits.train, so the test would show nothing; name another split",
  ],
  [
    "a test split that is not used",
    { data: { splits: { test: "test_gen" }, split: { kind: "stable" } } },
    "data.splits.test 'test_gen' has no effect while data.split.kind is 'stable'; set that to 'source' or leave this out",
  ],
  [
    "a revision of a file",
    { data: { source: "rows.parquet", revision: "v1" } },
    "data.revision has no effect while data.source is the file 'rows.parquet'; leave it out",
  ],
  [
    "a share that leaves no row for training",
    { data: { split: { testShare: 1 } } },
    "data.split.testShare '1' is out of range; give a number from 0.000001 to 0.999999",
  ],
];

describe("wrong config of data", () => {
  for (const [kind, sections, line] of slips) {
    it(`is refused: ${kind}`, () => {
      expect(problemsOf(input(sections))).to.deep.equal([line]);
    });
  }
});
