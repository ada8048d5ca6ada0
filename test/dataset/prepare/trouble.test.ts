import { spawn } from "node:child_process";
import { readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { openEngine } from "../../../dataset/prepare/engine";
import { prepare } from "../../../dataset/prepare/prepare";
import { explainFailure } from "../../../dataset/prepare/explain-failure";
import { PrepareError } from "../../../dataset/prepare/prepare-error";
import { readRelation } from "../../../dataset/prepare/relation";
import { fileSource } from "../../../dataset/prepare/row-source";
import { writeRows } from "../../../dataset/prepare/write-rows";
import { checkout } from "../../../engine/cli-cache";
import { halves, linesOf, readLines, sampleRows, testFolder } from "./rows";

const childArguments = (file: string, out: string, seed: number) => [
  ...["--require", "tsx/cjs", join(__dirname, "killed-child.ts"), file, out, String(seed)],
];

describe("prepare in trouble", () => {
  let folder = testFolder();
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => {
    folder.remove();
  });
  const rows = sampleRows(600);
  const source = () =>
    folder.write("rows.jsonl", linesOf(rows.concat(...Array<typeof rows>(39).fill(rows))));

  it("killed at any moment, leaves each file as it was or complete, and the next run finishes", async () => {
    const file = source();
    const out = folder.path("out");
    await prepare(fileSource(file, { percent: 100 }), halves(out, 0));
    const count = 600 * 40;
    for (const [at, milliseconds] of [0, 40, 80, 130, 190, 260, 340, 500].entries()) {
      // the lock of the run before, which would be waited for, is of no interest here
      rmSync(join(out, ".preparing.lock"), { recursive: true, force: true });
      await killAfter(childArguments(file, out, at + 1), milliseconds);
      for (const name of ["train", "test"]) {
        const lines = readLines(join(out, `${name}.jsonl`));
        expect(lines, `${name} after ${milliseconds} ms`).to.have.length(count / 2);
      }
    }
    const { files } = await prepare(fileSource(file, { percent: 100 }), halves(out, 99));
    expect(files.map((one) => one.rows)).to.deep.equal([count / 2, count / 2]);
    expect(readdirSync(out).sort()).to.deep.equal([".prepared.json", "test.jsonl", "train.jsonl"]);
  });

  it("says so when the disk is full", async () => {
    const file = source();
    // every write to it fails as on a full disk
    symlinkSync("/dev/full", folder.path("rows"));
    const { connection, close } = await openEngine(folder.path("memory"));
    const relation = await readRelation(connection, [{ path: file }]);
    const output = { kind: "whole" as const, file: "all.jsonl" };
    const options = { temporary: folder.root };
    const failed: unknown = await writeRows(
      [connection, connection],
      relation,
      output,
      options,
    ).then(
      () => undefined,
      (error: unknown) => error,
    );
    close();
    const said = await explainFailure(failed, "'rows'", "/out");
    expect(said).to.be.instanceOf(PrepareError);
    expect((said as Error).message).to.equal(
      "cannot write in '/out': the disk is full; write elsewhere by --out",
    );
  });

  it("says so when it may not write", async () => {
    const file = source();
    const out = join(file, "below a file");
    const said: unknown = await prepare(fileSource(file, { percent: 100 }), halves(out)).catch(
      (error: unknown) => error,
    );
    expect(said).to.be.instanceOf(PrepareError);
    expect((said as Error).message).to.match(
      /^cannot write in '.*': a part of the path is a file; write/,
    );
  });
});

async function killAfter(args: readonly string[], milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: checkout,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((done) => child.once("close", done));
  await new Promise((done) => child.stdout.once("data", done));
  await new Promise((done) => setTimeout(done, milliseconds));
  child.kill("SIGKILL");
  await ended;
}
