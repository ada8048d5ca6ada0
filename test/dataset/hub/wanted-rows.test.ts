import { expect } from "chai";
import fc from "fast-check";
import { nativeLayout } from "../../../dataset/hub/layout";
import { groupsOf, rowRange } from "../../../dataset/hub/wanted-rows";

describe("wanted rows", () => {
  it("are the tutorials' for ultrachat_200k", () => {
    const first = (percent: number, total: number) => rowRange({ percent }, total, "train_sft");
    expect(first(1, 207_865)).to.deep.equal({ from: 0, to: 2078 });
    expect(first(5, 207_865)).to.deep.equal({ from: 0, to: 10_393 });
    expect(first(7, 100)).to.deep.equal({ from: 0, to: 7 });
    expect(first(100, 23_110)).to.deep.equal({ from: 0, to: 23_110 });
  });

  it("lie in the row groups that are named, and in no fewer", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    const bound = fc.integer({ min: -5, max: 60 });
    fc.assert(
      fc.property(sizes, bound, bound, (groups, from, to) => {
        const rows = groups.flatMap((count, group) => Array.from({ length: count }, () => group));
        const wanted = rows
          .map((group, at) => ({ group, at }))
          .filter(({ at }) => at >= from && at < to);
        const part = groupsOf(groups, { from, to });
        if (wanted.length === 0) {
          expect(part).to.equal(undefined);
          return;
        }
        const [first, last] = [wanted[0]?.group, wanted.at(-1)?.group];
        const skip = (wanted[0]?.at ?? 0) - rows.findIndex((group) => group === first);
        expect(part).to.deep.equal({ first, last, skip, take: wanted.length });
      }),
    );
  });
});

describe("layout of a data set", () => {
  const files = (...paths: string[]) =>
    paths.map((path) => ({ path, url: "", size: 1, etag: path }));
  const names = (...given: Parameters<typeof nativeLayout>) =>
    Object.fromEntries(
      [...nativeLayout(...given)].map(([config, splits]) => [
        config,
        Object.fromEntries(
          [...splits].map(([split, parts]) => [split, parts.map(({ path }) => path)]),
        ),
      ]),
    );

  it("follows the names, as ultrachat_200k without its README.md", () => {
    const sft = [
      "data/train_sft-00000-of-00002-a.parquet",
      "data/train_sft-00001-of-00002-b.parquet",
    ];
    const gen = "data/test_gen-00000-of-00001-c.parquet";
    expect(names(files(gen, ...[...sft].reverse(), "README.md"), [])).to.deep.equal({
      default: { train_sft: sft, test_gen: [gen] },
    });
  });

  it("follows words in names, else all is for training", () => {
    expect(names(files("a/test.parquet", "dev.parquet", "x.parquet"), [])).to.deep.equal({
      default: { test: ["a/test.parquet"], validation: ["dev.parquet"], train: ["x.parquet"] },
    });
  });

  it("follows README.md: patterns, folders, several configurations; other formats are left out", () => {
    const all = files("en/train-0.parquet", "en/train-1.parquet", "de/x.parquet", "raw.csv");
    const configs = [
      { config_name: "en", data_files: [{ split: "train", path: ["en/train-*"] }] },
      { config_name: "de", data_dir: "de", data_files: "*.parquet" },
      { config_name: "raw", data_files: "raw.csv" },
    ];
    expect(names(all, configs)).to.deep.equal({
      en: { train: ["en/train-0.parquet", "en/train-1.parquet"] },
      de: { train: ["de/x.parquet"] },
    });
  });
});
