import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { expect } from "chai";
import { prepare } from "../../../dataset/prepare/prepare";
import { PrepareError } from "../../../dataset/prepare/prepare-error";
import { type Amount, fileSource } from "../../../dataset/prepare/row-source";
import type { Output } from "../../../dataset/prepare/write-rows";
import { halves, linesOf, readLines, sampleRows, testFolder } from "./rows";

const all: Amount = { percent: 100 };

describe("prepare, another time", () => {
  let folder = testFolder();
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => {
    folder.remove();
  });
  const whole = (name = "all.jsonl"): Output => ({ kind: "whole", file: folder.path(name) });
  const text = (name: string) => readFileSync(folder.path(name), "utf8");
  const message = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof PrepareError) return error.message;
      throw error;
    }
    return "no error";
  };

  it("does nothing the second time, and everything again when anything differs", async () => {
    const file = folder.write("rows.jsonl", linesOf(sampleRows(30)));
    const output = halves(folder.root);
    const again = async (amount: Amount = all, out: Output = output) =>
      (await prepare(fileSource(file, amount), out)).made;
    expect(await again()).to.equal(true);
    const before = statSync(output.train).mtimeMs;
    expect(await again()).to.equal(false);
    expect(statSync(output.train).mtimeMs).to.equal(before);
    for (const out of [
      { ...output, seed: 1 },
      { ...output, testShare: 0.3 },
      { ...output, kind: "stable" as const },
    ]) {
      expect(await again(all, out), JSON.stringify(out)).to.equal(true);
      expect(await again(all, out), JSON.stringify(out)).to.equal(false);
    }
    expect(await again({ rows: 20 })).to.equal(true);
    appendFileSync(file, linesOf(sampleRows(31).slice(30)));
    expect(await again({ rows: 20 })).to.equal(true);
    expect(await again({ rows: 20 })).to.equal(false);
  });

  it("finds an output that was taken away or touched, and makes it again", async () => {
    const file = folder.write("rows.jsonl", linesOf(sampleRows(30)));
    const output = halves(folder.root);
    await prepare(fileSource(file, all), output);
    const good = text("test.jsonl");
    const harms = [
      () => {
        rmSync(output.test);
      },
      () => {
        utimesSync(output.test, 1, 1);
      },
      () => {
        folder.write(".prepared.json", "{");
        folder.write("test.jsonl", good);
      },
    ];
    for (const harm of harms) {
      harm();
      expect((await prepare(fileSource(file, all), output)).made, harm.toString()).to.equal(true);
      expect(text("test.jsonl")).to.equal(good);
    }
  });

  it("keeps a file that was changed since it was made, by a person or by an accident", async () => {
    const file = folder.write("rows.jsonl", linesOf(sampleRows(30)));
    const output = halves(folder.root);
    await prepare(fileSource(file, all), output);
    const mended = text("train.jsonl").replace("a", "b");
    for (const change of [mended, mended.slice(0, 100)]) {
      folder.write("train.jsonl", change);
      for (const out of [output, { ...output, seed: 1 }])
        expect(await message(prepare(fileSource(file, all), out))).to.match(
          /^'.*train\.jsonl': changed since this command made it; move it away, or write elsewhere by --out$/,
        );
      expect(text("train.jsonl")).to.equal(change);
    }
  });

  it("writes neither over its source nor two files in one place, by whatever path", async () => {
    const file = folder.write("rows.jsonl", linesOf(sampleRows(30)));
    symlinkSync(folder.root, folder.path("link"));
    const output = halves(folder.root);
    for (const name of ["rows.jsonl", "link/rows.jsonl", "none/../rows.jsonl"])
      expect(
        await message(prepare(fileSource(file, all), { ...output, test: folder.path(name) })),
      ).to.match(/rows\.jsonl' is the file that the rows are read from; write elsewhere by --out$/);
    const test = folder.path("link/train.jsonl");
    expect(await message(prepare(fileSource(file, all), { ...output, test }))).to.match(
      /^training and test rows would both be written to '.*train\.jsonl'; give them two names$/,
    );
    expect(readdirSync(folder.root).sort()).to.deep.equal(["link", "rows.jsonl"]);
  });

  it("keeps a file that it has not made, unless it holds the very same rows", async () => {
    const rows = sampleRows(12);
    const file = folder.write("rows.jsonl", linesOf(rows));
    folder.write("all.jsonl", "mine\n");
    expect(await message(prepare(fileSource(file, all), whole()))).to.match(
      /^'.*all\.jsonl': there already, with other rows, and not made by this command; move it away/,
    );
    expect(text("all.jsonl")).to.equal("mine\n");
    folder.write("all.jsonl", linesOf(rows));
    expect((await prepare(fileSource(file, all), whole())).made).to.equal(true);
    expect((await prepare(fileSource(file, all), whole())).made).to.equal(false);
  });

  it("leaves nothing but the files and what is known of them", async () => {
    const file = folder.write("rows.jsonl", linesOf(sampleRows(12)));
    await prepare(fileSource(file, all), halves(folder.path("out")));
    expect(readdirSync(folder.path("out")).sort()).to.deep.equal([
      ".prepared.json",
      "test.jsonl",
      "train.jsonl",
    ]);
  });

  it("ends clearly when the source changes while it is read", async () => {
    const file = folder.write("rows.jsonl", linesOf(sampleRows(12)));
    const source = fileSource(file, all);
    const changing = {
      ...source,
      open: async () => {
        const opened = await source.open();
        setTimeout(() => {
          appendFileSync(file, linesOf(sampleRows(1)));
        }, 0);
        return opened;
      },
    };
    expect(await message(prepare(changing, whole()))).to.equal(
      `'${file}' changed while it was read; try again`,
    );
    expect(existsSync(folder.path("all.jsonl"))).to.equal(false);
  });

  it("ends when it is told to, and leaves nothing", async () => {
    const file = folder.write("rows.jsonl", linesOf(sampleRows(400)));
    const stop = new AbortController();
    const ended = prepare(fileSource(file, all), halves(folder.path("out")), {
      signal: stop.signal,
    }).catch(() => "ended");
    setTimeout(() => {
      stop.abort();
    }, 5);
    expect(await ended).to.equal("ended");
    expect(readdirSync(folder.path("out"))).to.deep.equal([]);
  });

  it("lets two runs into the same folder work one after the other", async () => {
    const file = folder.write("rows.jsonl", linesOf(sampleRows(60)));
    const runs = [1, 2, 3].map((seed) =>
      prepare(fileSource(file, all), halves(folder.path("out"), seed)),
    );
    await Promise.all(runs);
    const both = ["train.jsonl", "test.jsonl"].flatMap((name) =>
      readLines(folder.path(`out/${name}`)),
    );
    expect(new Set(both).size).to.equal(60);
  });
});
