import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkFiles } from "../../dataset/check/check-files";
import { checkout } from "../../engine/cli-cache";
import { corruptions } from "../dataset/check/corruptions";
import { row } from "../dataset/check/rows";

/** The speed is compared with these rules, so they have to be the same. */
describe("the Python that the check is measured beside", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "python-check-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, lines: readonly (string | Uint8Array)[]): string => {
    const file = join(folder, name);
    writeFileSync(file, Buffer.concat(lines.flatMap((line) => [Buffer.from(line), lineFeed])));
    return file;
  };
  const lineFeed = Buffer.from("\n");
  const bothFind = async (files: readonly string[]) => {
    const script = join(checkout, "bench", "python", "check.py");
    const python = JSON.parse(execFileSync("python3", [script, ...files]).toString()) as unknown;
    const ours: Record<string, number> = {};
    const { files: checked } = await checkFiles(files, { contextTokens: 4096 });
    for (const { counts } of checked)
      for (const [kind, count] of Object.entries(counts)) ours[kind] = (ours[kind] ?? 0) + count;
    return { python, ours };
  };

  it("finds the same corruptions", async () => {
    for (const [at, { kind, spoil }] of corruptions.entries()) {
      const file = write(`${at}.jsonl`, [row("a"), spoil(row("b", { prompt: "b" }))]);
      const { python, ours } = await bothFind([file]);
      expect(python, `${at} ${kind}`).to.deep.equal(ours);
    }
  });

  it("finds the same repeated, leaked and long rows", async () => {
    const long = row("word ".repeat(4000));
    const train = write("train.jsonl", [row("a"), row("A"), row("a"), row("é  e"), long]);
    const test = write("test.jsonl", [row("a"), row("b"), row("É E"), row("c "), row("c")]);
    const { python, ours } = await bothFind([train, test]);
    expect(python).to.deep.equal(ours);
    expect(Object.keys(ours)).to.have.members([
      ...["duplicate", "near-duplicate", "leakage", "near-leakage", "too-long"],
    ]);
  });
});
