import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkFiles } from "../../../dataset/check/check-files";
import { writeFixed } from "../../../dataset/check/write-fixed";
import { fingerprint } from "../../../dataset/file-state";
import { killOnceThere } from "../killed-run";
import { row } from "./rows";

describe("a file without its bad rows", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fixed-"));
    file = join(folder, "rows.jsonl");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const fix = async (train: string, test?: string, meanwhile = () => undefined as unknown) => {
    writeFileSync(file, train);
    const other = join(folder, "test.jsonl");
    if (test !== undefined) writeFileSync(other, test);
    const files = test === undefined ? [file] : [file, other];
    const target = files.at(-1) ?? "";
    const before = fingerprint(target);
    const { problems } = await checkFiles(files, { contextTokens: 50, maxProblems: 1e6 });
    meanwhile();
    const out = join(folder, "new", "out.jsonl");
    const fixed = await writeFixed(target, out, problems, before);
    return {
      ...fixed,
      text: readFileSync(out, "utf8"),
      lines: fixed.dropped.map(({ line }) => line),
    };
  };
  const failure = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => expect.fail("it did not fail"),
      (error: unknown) => (error as Error).message,
    );

  it("has the good rows byte for byte, and tells which it has not", async () => {
    const kept = [
      row("a", { b: 1 }).replace(",", " , "),
      row("A"),
      row("long ".repeat(99)),
      row("é"),
    ];
    const all = [kept[0], "", kept[1], "{", kept[2], row("a"), kept[3]];
    const { text, lines, kept: count } = await fix(all.join("\r\n"));
    expect(text).to.equal(`${kept.join("\r\n")}\n`);
    expect(lines).to.deep.equal([2, 4, 6]);
    expect(count).to.equal(4);
    expect(readFileSync(file, "utf8")).to.equal(all.join("\r\n"));
  });

  it("has no row of the training file", async () => {
    const { text, lines } = await fix(`${row("a")}\n`, [row("b"), row("a"), row("A")].join("\n"));
    expect(text).to.equal(`${row("b")}\n${row("A")}\n`);
    expect(lines).to.deep.equal([2]);
  });

  it("has no row that is the first one but for a byte order mark", async () => {
    const { text, lines } = await fix(`\uFEFF${row("a")}\n${row("b")}\n${row("a")}`);
    expect({ text, lines }).to.deep.equal({ text: `${row("a")}\n${row("b")}\n`, lines: [3] });
    rmSync(join(folder, "new"), { recursive: true });
    const test = await fix(`\uFEFF${row("a")}`, `${row("b")}\n${row("a")}`);
    expect(test.lines).to.deep.equal([2]);
  });

  it("has its first row without a byte order mark", async () => {
    const { text, lines, unmarked } = await fix(`\uFEFF${row("a")}\n`);
    expect({ text, lines, unmarked }).to.deep.equal({
      text: `${row("a")}\n`,
      lines: [],
      unmarked: true,
    });
  });

  it("says why it cannot be written", async () => {
    mkdirSync(join(folder, "new"));
    // every write to it fails as on a full disk
    symlinkSync("/dev/full", join(folder, "new", `.out.jsonl.${process.pid}`));
    const out = join(folder, "new", "out.jsonl");
    expect(await failure(fix(row("a")))).to.equal(
      `cannot write '${out}': the disk is full; name another place by --fix`,
    );
    expect(readdirSync(join(folder, "new"))).to.deep.equal([]);
    const below = join(file, "out.jsonl");
    expect(await failure(writeFixed(file, below, [], fingerprint(file)))).to.equal(
      `cannot write '${below}': a part of the path is a file; name another place by --fix`,
    );
  });

  it("is there whole or not at all when its run is killed, and the next run makes it", async () => {
    const text = `${row("long ".repeat(200))}\n`.repeat(50_000);
    writeFileSync(file, text);
    const out = join(folder, "out.jsonl");
    const child = join(__dirname, "killed-child.ts");
    await killOnceThere([child, file, out], () => readdirSync(folder).length > 1);
    const left = readdirSync(folder).sort();
    expect(left).to.have.length(2);
    expect(left[0]).to.match(/^\.out\.jsonl\.\d+$/);
    expect((await writeFixed(file, out, [], fingerprint(file))).kept).to.equal(50_000);
    expect(readdirSync(folder).sort()).to.deep.equal(["out.jsonl", "rows.jsonl"]);
    for (const one of [file, out]) expect(readFileSync(one, "utf8") === text, one).to.equal(true);
  });

  it("is not made of what changed, of nothing, or over another file; nothing half is left", async () => {
    const touch = () => {
      appendFileSync(file, "\n{}");
    };
    expect(await failure(fix(row("a"), undefined, touch))).to.match(/changed meanwhile/);
    expect(await failure(fix("{}"))).to.match(/has no good row: nothing is written$/);
    expect(await failure(fix("\u001f\u008b"))).to.match(/must be|no good row/);
    expect(readdirSync(join(folder, "new"))).to.deep.equal([]);
    await fix(row("a"));
    expect(await failure(fix(row("b")))).to.match(/out\.jsonl' exists already/);
    expect(existsSync(join(folder, "new", `.out.jsonl.${process.pid}`))).to.equal(false);
  });
});
