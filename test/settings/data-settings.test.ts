import { expect } from "chai";
import { problemsOf, input, read } from "./input";

const settings = (preset: string, data: Readonly<Record<string, unknown>> = {}) =>
  read({ preset, data }).data;

describe("data settings", () => {
  it("are the first tutorial's: 5 % of two splits as they are", () => {
    expect(settings("ultrachat-sdk")).to.deep.equal({
      train: "ultrachat_200k_dataset/train_sft.jsonl",
      test: "ultrachat_200k_dataset/test_sft.jsonl",
      source: {
        kind: "hub",
        dataset: "HuggingFaceH4/ultrachat_200k",
        revision: "main",
        trainSplit: "train_sft",
        testSplit: "test_sft",
      },
      amount: { percent: 5 },
      split: { kind: "source", testShare: 0.2, seed: 42 },
      contextTokens: 4096,
    });
  });

  it("are the second tutorial's: 1 % of one split, 80 to 20", () => {
    const { source, amount, split, train, test } = settings("ultrachat-foundry");
    expect({ amount, split, train, test }).to.deep.equal({
      amount: { percent: 1 },
      split: { kind: "exact", testShare: 0.2, seed: 42 },
      train: "data/train_data.jsonl",
      test: "data/test_data.jsonl",
    });
    expect(source)
      .to.include({ kind: "hub", trainSplit: "train_sft" })
      .and.not.have.property("testSplit");
  });

  it("take all of the sample's data set", () => {
    const { source, amount } = settings("sample");
    expect(source).to.include({ dataset: "azure-finetune/osprin-railway", testSplit: "test_sft" });
    expect(amount).to.deep.equal({ percent: 100 });
  });

  it("let rows win over a preset's percentage", () => {
    expect(settings("ultrachat-sdk", { rows: 7 }).amount).to.deep.equal({ rows: 7 });
  });

  it("split a local file, whatever splits a preset names", () => {
    const { source, split } = settings("ultrachat-sdk", { source: "my rows/all.jsonl.gz" });
    expect(source).to.deep.equal({ kind: "file", path: "my rows/all.jsonl.gz" });
    expect(split.kind).to.equal("exact");
  });

  it("use a test split that somebody names", () => {
    const named = settings("ultrachat-foundry", { splits: { test: "test_sft" } });
    expect(named.split.kind).to.equal("source");
  });

  it("split by a share what has a test split, when asked to", () => {
    expect(settings("sample", { split: { kind: "stable" } }).split.kind).to.equal("stable");
  });

  it("take names of data sets as the hub has them", () => {
    const good = ["HuggingFaceH4/ultrachat_200k", "a/b", "a-b/c.d_e-f", "./rows/x.csv", "x.ndjson"];
    const bad = ["a", "a/b/c", "/a", "a/", "a b/c", "https://example.com/a/b", ".jsonl"];
    const ok = (source: string) => problemsOf(input({ data: { source } })).length === 0;
    expect(good.filter((source) => !ok(source))).to.deep.equal([]);
    expect(bad.filter(ok)).to.deep.equal([]);
  });
});
