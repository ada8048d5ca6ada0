import { expect } from "chai";
import { summaryLines } from "../../../dataset/report/summary";
import { histogramOf, noValues, resultOf, statisticsOf } from "./check-result";

const bounds = [0, 256, 512, 768];
const train = statisticsOf("data/train.jsonl", {
  ...{ rows: 2000, badRows: 3, tooLong: 12, duplicates: { exact: 4, near: 1 } },
  tokens: histogramOf(bounds, [2, 8, 4, 0]),
});
const test = statisticsOf("data/test.jsonl", { tokens: histogramOf(bounds, [0, 10, 9, 1]) });

describe("summary of a check", () => {
  it("is a table with the files beside each other and bars on shared axes", () => {
    const result = resultOf([train, test], { leakage: { exact: 2, near: 0 } });
    expect(summaryLines(result, ["Training", "Test"])).to.deep.equal([
      "                   Training                        Test",
      "Rows               2,000, 12.3 MB                  22, 12.3 MB",
      "With errors        3 (0.2 %)                       0",
      "Repeated           5 (0.3 %)                       0",
      "Also in training                                   2 (9.1 %)",
      "Over 4,096 tokens  12 (0.6 %)                      0",
      "Tokens, estimated  median 256, 95 % 512, most 512  median 256, 95 % 512, most 768",
      "  0 to 1,023       ▂█▄                              ▇▆▁",
      "Messages           median 2, 95 % 4, most 4        median 2, 95 % 4, most 4",
      "  2 to 4           ▇ ▃                             ▇ ▃",
    ]);
  });

  it("is of one file, and of one with nothing in it", () => {
    const tokenizer = { kind: "tokenizer", name: "tokenizer.json" } as const;
    const one = summaryLines(resultOf([train], { tokenizer })).join("\n");
    expect(one)
      .to.match(/^ +train\.jsonl\n/)
      .and.include("\nTokens  ");
    expect(one).to.not.include("Also in training");
    const empty = statisticsOf("e", { rows: 0, bytes: 0, tokens: noValues, turns: noValues });
    expect(summaryLines(resultOf([empty])).map((line) => line.trimEnd())).to.deep.equal([
      "                   e",
      "Rows               0, 0 bytes",
      "With errors        0",
      "Repeated           0",
      "Over 4,096 tokens  0",
      "Tokens, estimated  –",
      "Messages           –",
    ]);
  });
});
