import { expect } from "chai";
import { askedData, type DataOptions } from "../../../scripts/data/data-options";

describe("options of npm run data", () => {
  const asked = (own: Readonly<Record<string, unknown>>, options: Partial<DataOptions>) =>
    askedData(own, { check: true, ...options });
  const ultrachat = {
    train: "a.jsonl",
    source: "HuggingFaceH4/ultrachat_200k",
    revision: "v2",
    splits: { train: "train_sft", test: "test_sft" },
    rows: 10,
  };

  it("change nothing where none is given", () => {
    expect(asked(ultrachat, {})).to.deep.equal(ultrachat);
  });

  it("take the place of the amount that the config names", () => {
    const { rows: _, ...rest } = ultrachat;
    expect(asked(ultrachat, { percent: "5" })).to.deep.equal({ ...rest, percent: "5" });
    expect(asked(ultrachat, { rows: "5" })).to.deep.equal({ ...rest, rows: "5" });
  });

  it("leave out what the config says of another data set, and split its training rows", () => {
    expect(asked(ultrachat, { dataset: "own/set" })).to.deep.equal({
      ...{ train: "a.jsonl", source: "own/set", rows: 10 },
      splits: { train: "train" },
      split: { kind: "exact" },
    });
    expect(asked(ultrachat, { from: "/rows.csv", kind: "stable", seed: "7" })).to.deep.equal({
      ...{ train: "a.jsonl", source: "/rows.csv", rows: 10 },
      split: { kind: "stable", seed: "7" },
    });
  });

  it("take splits by name, of the same data set and of another", () => {
    expect(asked(ultrachat, { testSplit: "test_gen" }).splits).to.deep.equal({
      train: "train_sft",
      test: "test_gen",
    });
    const other = asked(ultrachat, { dataset: "own/set", trainSplit: "a", testSplit: "b" });
    expect(other.splits).to.deep.equal({ train: "a", test: "b" });
    expect(other).to.not.have.property("split");
  });
});
