import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { row } from "../dataset/check/rows";

const checkout = resolve(__dirname, "../..");

describe("npm run data:check", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  before(() => {
    writeFileSync(join(folder, "train.jsonl"), `${[row("a"), "{}", row("b")].join("\n")}\n`);
    writeFileSync(join(folder, "test.jsonl"), `${[row("c"), row("b")].join("\n")}\n`);
  });
  const run = (...args: readonly string[]) => {
    const command = ["--require", "tsx/cjs", join("scripts", "data-check.ts"), ...args];
    const env = { ...process.env, INIT_CWD: folder };
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: checkout,
      env,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  it("shows files, problems, kinds and what to do, and ends with 1", () => {
    const { status, stdout } = run("train.jsonl", "test.jsonl");
    expect(status).to.equal(1);
    expect(stdout).to.match(/^test\.jsonl +test +\d+ bytes +2 +1 /m);
    expect(stdout).to.include("error    'train.jsonl' line 2: messages must be ");
    expect(stdout).to.include("2 errors: messages 1, leakage 1");
    expect(stdout).to.include(
      "Next: mend the rows, or leave them out: npm run data:check -- train.jsonl test.jsonl --fix fixed",
    );
  });

  it("writes the good rows elsewhere, lists the others, and ends with 0", () => {
    const { status, stdout, stderr } = run(
      "--train",
      "train.jsonl",
      "--test",
      "test.jsonl",
      "--fix",
      "fixed",
      "--json",
    );
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    const { fixed } = JSON.parse(stdout) as { fixed: { dropped: { line: number }[] }[] };
    expect(fixed.map(({ dropped }) => dropped.map(({ line }) => line))).to.deep.equal([[2], [2]]);
    expect(readFileSync(join(folder, "fixed", "test.jsonl"), "utf8")).to.equal(`${row("c")}\n`);
    expect(run("train.jsonl", "--fix", "train.jsonl")).to.deep.equal({
      ...{ status: 1, stdout: "" },
      stderr: "'train.jsonl' exists already; name a new place for --fix\n",
    });
  });

  it("fixes no file where another one has no good row", () => {
    writeFileSync(join(folder, "bad.jsonl"), "{}\n");
    const { status, stderr } = run("train.jsonl", "bad.jsonl", "--fix", "none");
    expect({ status, stderr }).to.deep.equal({
      status: 1,
      stderr: "'bad.jsonl' has no good row: nothing is written\n",
    });
    expect(existsSync(join(folder, "none"))).to.equal(false);
  });

  it("says what is missing", () => {
    const { status, stderr } = run();
    expect({ status, stderr }).to.deep.equal({
      status: 1,
      stderr: "no file is named; npm run data:check -- train.jsonl test.jsonl\n",
    });
  });
});
