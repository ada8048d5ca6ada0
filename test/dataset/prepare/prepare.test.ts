import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checkFiles } from "../../../dataset/check/check-files";
import { prepare } from "../../../dataset/prepare/prepare";
import { type Amount, fileSource, hubSource } from "../../../dataset/prepare/row-source";
import type { Output } from "../../../dataset/prepare/write-rows";
import type { HubRequest } from "../../../dataset/hub/types";
import { rowKey } from "../../../dataset/split/row-key";
import { splitExact, isTest } from "../../../dataset/split/split";
import { halves, linesOf, readLines, sampleRows, testFolder, writeParquet } from "./rows";

const all: Amount = { percent: 100 };

describe("prepare", () => {
  let folder = testFolder();
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => {
    folder.remove();
  });
  const whole = (name = "all.jsonl"): Output => ({ kind: "whole", file: folder.path(name) });
  const text = (name: string) => readFileSync(folder.path(name), "utf8");

  it("writes the rows of a parquet file as they are, in their order", async () => {
    const rows = sampleRows(450);
    const file = writeParquet(folder.path("rows.parquet"), rows);
    const { made, files } = await prepare(fileSource(file, all), whole());
    expect(made).to.equal(true);
    expect(files).to.deep.equal([
      { path: folder.path("all.jsonl"), rows: 450, bytes: statSync(folder.path("all.jsonl")).size },
    ]);
    expect(text("all.jsonl")).to.equal(linesOf(rows));
  });

  it("splits as the keys say, keeps the order on both sides, and is reproducible", async () => {
    const rows = sampleRows(500);
    const file = writeParquet(folder.path("rows.parquet"), rows);
    const { files } = await prepare(fileSource(file, all), {
      ...halves(folder.root),
      testShare: 0.2,
    });
    expect(files.map((one) => one.rows)).to.deep.equal([400, 100]);
    const keys = Float64Array.from(rows, (row) => rowKey(row.prompt_id, 42));
    const split = splitExact(keys, 0.2);
    const side = (tests: boolean) => rows.filter((_, at) => isTest(split, keys[at] ?? 0) === tests);
    expect(text("train.jsonl")).to.equal(linesOf(side(false)));
    expect(text("test.jsonl")).to.equal(linesOf(side(true)));
  });

  it("has the tutorial's counts: 1 % of 207,865 rows, 80 to 20", async () => {
    const csv = `prompt_id,messages\n${Array.from({ length: 207_865 }, (_, at) => `${at},[]\n`).join("")}`;
    const file = folder.write("rows.csv", csv);
    const { files } = await prepare(fileSource(file, { percent: 1 }), {
      ...halves(folder.root),
      testShare: 0.2,
    });
    expect(files.map(({ rows }) => rows)).to.deep.equal([1662, 416]);
  });

  it("splits the same from parquet and from its JSON Lines, with and without IDs", async () => {
    for (const keep of [true, false]) {
      const rows = sampleRows(60).map((row) => ({
        ...row,
        prompt_id: keep ? row.prompt_id : null,
      }));
      writeParquet(folder.path("rows.parquet"), rows, 7);
      folder.write("rows.jsonl", linesOf(rows));
      const sides = [];
      for (const name of ["rows.parquet", "rows.jsonl"]) {
        const out = folder.path(`${keep} ${name}.out`);
        await prepare(fileSource(folder.path(name), all), halves(out));
        sides.push(readLines(join(out, "test.jsonl")));
      }
      expect(sides[0]).to.have.length(30).and.deep.equal(sides[1]);
    }
  });

  it("keeps conversations with the same messages together where there is no ID", async () => {
    const rows = sampleRows(20).flatMap((row) => [row, row, row]);
    const bare = rows.map(({ messages }, at) => ({ at, messages }));
    await prepare(fileSource(folder.write("rows.jsonl", linesOf(bare)), all), {
      ...halves(folder.root),
      testShare: 0.4,
    });
    const sides = ["train.jsonl", "test.jsonl"].map((name) =>
      readLines(folder.path(name)).map((line) =>
        JSON.stringify((JSON.parse(line) as { messages: unknown }).messages),
      ),
    );
    expect(sides.map(({ length }) => length)).to.deep.equal([36, 24]);
    expect(sides[1]?.filter((line) => sides[0]?.includes(line))).to.deep.equal([]);
  });

  it("makes no split that our own check refuses: the same messages under different IDs", async () => {
    const rows = sampleRows(40).flatMap((row, at) =>
      [0, 1, 2].slice(0, 1 + (at % 3)).map((copy) => ({ ...row, prompt_id: `${at} ${copy}` })),
    );
    writeParquet(folder.path("rows.parquet"), rows);
    folder.write("rows.jsonl", linesOf(rows));
    for (const name of ["rows.parquet", "rows.jsonl"]) {
      for (const kind of ["exact", "stable"] as const) {
        const output = { ...halves(folder.path(`${name} ${kind}`)), kind };
        await prepare(fileSource(folder.path(name), all), output);
        const { leakage } = await checkFiles([output.train, output.test], { contextTokens: 4096 });
        expect(leakage.exact, `${name} ${kind}`).to.equal(0);
      }
    }
  });

  it("says so when conversations allow no exact number", async () => {
    const rows = sampleRows(4).flatMap((row) => [row, row, row]);
    const said: string[] = [];
    const log = (line: string) => said.push(line);
    const output = { ...halves(folder.root), testShare: 0.4 };
    await prepare(fileSource(folder.write("rows.jsonl", linesOf(rows)), all), output, { log });
    expect(said.join()).to.match(/^6 rows are for tests, not 5: conversations/);
  });

  it("takes rows of the hub, some of each piece, and asks for them once", async () => {
    const rows = sampleRows(50);
    const pieces = [rows.slice(0, 20), rows.slice(20)].map((part, at) =>
      writeParquet(folder.path(`piece [${at}].parquet`), part, 5),
    );
    const asked: HubRequest[] = [];
    const fetchRows = (request: HubRequest) => {
      asked.push(request);
      const files = [
        { path: pieces[0] ?? "", skip: 3, take: 17 },
        { path: pieces[1] ?? "", skip: 0, take: 4 },
      ];
      return Promise.resolve({
        commit: "c".repeat(40),
        files,
        rows: 21,
        totalRows: 50,
        columns: [],
        bytesFetched: 1,
        bytesOfRowGroups: 1,
      });
    };
    const request = {
      dataset: "a/b",
      split: "train_sft",
      amount: { rows: 21 },
      cacheFolder: "cache",
    };
    const questions: string[] = [];
    const findCommit = ({ revision = "" }) => {
      questions.push(revision);
      return Promise.resolve("c".repeat(40));
    };
    const source = { findCommit, fetchRows };
    const { hub } = await prepare(hubSource(request, source), whole());
    expect(hub?.totalRows).to.equal(50);
    expect(asked).to.deep.equal([
      {
        dataset: "a/b",
        split: "train_sft",
        revision: "c".repeat(40),
        rows: { from: 0, to: 21 },
        cacheFolder: "cache",
      },
    ]);
    expect(text("all.jsonl")).to.equal(linesOf(rows.slice(3, 24)));
    const pinned = { ...request, revision: "c".repeat(40) };
    expect((await prepare(hubSource(pinned, source), whole())).made).to.equal(false);
    expect(questions).to.deep.equal(["main"]); // a commit that is known needs no hub
    expect((await prepare(hubSource(request, source), whole())).made).to.equal(false);
    expect(asked).to.have.length(1); // what is there already is not fetched
  });
});
