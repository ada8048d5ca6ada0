import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { contentHash } from "../../../dataset/content-hash";

const root = resolve(__dirname, "../../..");
const row = (question: string): string =>
  `${JSON.stringify({
    messages: [
      { role: "user", content: question },
      { role: "assistant", content: "yes" },
    ],
  })}\n`;

describe("npm run data:report", function () {
  this.timeout(30_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "report-"));
    writeFileSync(join(folder, "train.jsonl"), row("one?") + row("two?") + row("three?"));
    writeFileSync(join(folder, "test.jsonl"), row("two?"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  // Started in the checkout, as npm does; paths are meant from where it was typed.
  const run = (...args: string[]) => {
    const script = join(root, "scripts", "data-report.ts");
    const env = { ...process.env, INIT_CWD: folder };
    const options = { cwd: root, env, encoding: "utf8" } as const;
    return spawnSync(process.execPath, ["--require", "tsx/cjs", script, ...args], options);
  };

  it("writes the page about two files and names it; the files stay as they are", async () => {
    const before = readFileSync(join(folder, "train.jsonl"));
    const { status, stdout, stderr } = run("train.jsonl", "test.jsonl", "--out", "page.html");
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect(stdout).to.include("'train.jsonl' and 'test.jsonl'").and.include("1 error, 0 warnings");
    expect(stdout).to.include(pathToFileURL(join(folder, "page.html")).href);
    const page = readFileSync(join(folder, "page.html"), "utf8");
    expect(page).to.include("Rows also in training").and.include("three?");
    expect(page).to.include(await contentHash(join(folder, "train.jsonl")));
    expect(readdirSync(folder).sort()).to.deep.equal(["page.html", "test.jsonl", "train.jsonl"]);
    expect(digest(readFileSync(join(folder, "train.jsonl")))).to.equal(digest(before));
  });

  it("takes the context, and refuses what it cannot do in one line each", () => {
    const told = (...args: string[]) => {
      const { status, stderr } = run(...args);
      return { status, lines: stderr.trim().split("\n") };
    };
    expect(run("train.jsonl", "--context-tokens", "3", "--out", "a.html").stdout).to.include(
      "0 errors, 3 warnings",
    );
    symlinkSync("train.jsonl", join(folder, "link.jsonl"));
    writeFileSync(join(folder, "notes.txt"), "mine");
    const missing = told("none.jsonl", "nor-this.jsonl");
    expect(missing.status).to.equal(1);
    expect(missing.lines).to.have.lengthOf(2);
    expect(missing.lines[1]).to.match(/nor-this.jsonl' does not exist; name a JSON Lines file/);
    for (const [args, said] of [
      [["train.jsonl", "--out", "train.jsonl"], /is the data; name another file by --out/],
      [["train.jsonl", "--out", "link.jsonl"], /is the data; name another file by --out/],
      [["train.jsonl", "--out", "notes.txt"], /is there already and no HTML page; name another/],
      [["train.jsonl", "--out", "no/a.html"], /^cannot write .*there is no such folder/],
      [["train.jsonl", "--stack", "dev"], /^give files or --stack, not both/],
      [["train.jsonl", "--context-tokens", "many"], /'many' is not a whole number from 1/],
      [["a", "b", "c"], /too many arguments/],
    ] as const) {
      const { status, lines } = told(...args);
      expect(lines).to.have.lengthOf(1);
      expect(lines[0]).to.match(said);
      expect(status).to.equal(1);
    }
  }).timeout(120_000);

  it("has help", () => {
    expect(run("--help").stdout).to.match(/--out .*--open .*--context-tokens .*--tokenizer /s);
  });
});

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
