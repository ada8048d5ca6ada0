import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import {
  dataset,
  type RailwayHub,
  railwayRows,
  startRailway,
  trainRows,
} from "../../dataset/hub/railway";

const root = resolve(__dirname, "../../..");
const lines = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n");
const texts = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row));

describe("npm run data", function () {
  this.timeout(60_000);
  let folder: string;
  let hub: RailwayHub;
  before(async () => {
    hub = await startRailway();
  });
  after(() => hub.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "data-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** As npm starts it: in the checkout, with paths meant from where it was typed. */
  const run = async (args: readonly string[], hubs: object = { HF_ENDPOINT: hub.url }) => {
    const script = join(root, "scripts", "data.ts");
    const { HF_ENDPOINT: _, HF_TOKEN: __, ...rest } = process.env;
    const own = { INIT_CWD: folder, XDG_CACHE_HOME: join(folder, "cache") };
    const child = spawn(process.execPath, ["--require", "tsx/cjs", script, ...args], {
      cwd: root,
      env: { ...rest, ...own, ...hubs },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    const code = await new Promise<number | null>((done) => child.on("close", done));
    return { code, stdout, stderr };
  };
  const splits = ["--train-split", "train_sft", "--test-split", "test_sft"];

  it("makes the files of a data set's own splits, and does nothing the second time", async () => {
    const args = ["--dataset", dataset, ...splits, "--kind", "source", "--rows", "30"];
    const { code, stdout } = await run([...args, "--out", "out"]);
    expect(code).to.equal(0);
    expect(stdout).to.match(/Made:\n {2}out\/train_sft\.jsonl: 30 rows/);
    expect(stdout).to.match(/from 30 rows, commit [0-9a-f]{12}: [\d.]+ kB fetched/);
    expect(stdout).to.include("Good: 60 rows").and.include("npm run data:report -- out/train_sft");
    expect(lines(join(folder, "out/train_sft.jsonl"))).to.deep.equal(texts(trainRows.slice(0, 30)));
    const tests = railwayRows.slice(480, 510);
    expect(lines(join(folder, "out/test_sft.jsonl"))).to.deep.equal(texts(tests));
    expect((await run([...args, "--out", "out"])).stdout).to.include("Nothing to do");
  });

  it("splits one split as asked, and makes further ones whole", async () => {
    const args = [
      ...["--preset", "ultrachat-foundry", "--dataset", dataset, "--train-split", "train_sft"],
      ...["--test-share", "0.25", "--percent", "50", "--out", "out", "--no-check"],
    ];
    expect((await run([...args, "--split", "test_sft"])).code).to.equal(0);
    const made = (name: string) => lines(join(folder, "out", name));
    const [train, test] = [made("train_data.jsonl"), made("test_data.jsonl")];
    expect([train.length, test.length]).to.deep.equal([180, 60]);
    const all = texts(trainRows.slice(0, 240));
    expect([...train, ...test].toSorted()).to.deep.equal(all.toSorted());
    expect(made("test_sft.jsonl")).to.deep.equal(texts(railwayRows.slice(480, 510)));
    const clash = await run([...args, "--preset", "sample", "--split", "test_sft"]);
    expect([clash.code, clash.stderr]).to.deep.equal([
      1,
      `--split test_sft would be written to '${join(folder, "out/test_sft.jsonl")}', which is data.test already; leave it out, or give another --out\n`,
    ]);
  });

  it("takes rows of an own file", async () => {
    writeFileSync(join(folder, "own.jsonl"), texts(trainRows.slice(0, 20)).join("\n"));
    const { code } = await run(["--from", "own.jsonl", "--kind", "exact", "--out", "out"]);
    expect(code).to.equal(0);
    const made = ["train_sft.jsonl", "test_sft.jsonl"].map((name) =>
      lines(join(folder, "out", name)),
    );
    expect(made.map(({ length }) => length)).to.deep.equal([16, 4]);
    expect(made.flat().toSorted()).to.deep.equal(texts(trainRows.slice(0, 20)).toSorted());
  });

  it("has the sample from a hub on this machine, whatever hub and token the user has", async () => {
    const user = { HF_ENDPOINT: "https://hf-mirror.invalid", HF_TOKEN: "hf_of_the_user" };
    const { code, stdout } = await run(["--preset", "sample", "--out", "out"], user);
    expect(code).to.equal(0);
    expect(stdout).to.match(/from 512 of 512 rows, commit [0-9a-f]{12}: [\d.]+ kB fetched/);
    for (const name of ["train_sft.jsonl", "test_sft.jsonl"])
      expect(readFileSync(join(folder, "out", name), "utf8")).to.equal(
        readFileSync(join(root, "data/sample", name), "utf8"),
      );
  });

  it("refuses in one message, without a stack, what cannot be", async () => {
    const told = async (...args: string[]) => {
      const { code, stderr } = await run([...args, "--out", "out"]);
      expect(code, args.join(" ")).to.equal(1);
      expect(stderr).to.not.match(/\n\s+at /);
      return stderr;
    };
    expect(await told("--dataset", dataset, "--train-split", "train_stf")).to.match(
      /train_stf.*train_sft/s,
    );
    expect(await told("--dataset", "osprin/nothing")).to.include("osprin/nothing");
    expect(await told("--percent", "200", "--seed", "-1")).to.include("2 problems");
    expect(await told("--from", "none.csv", "--kind", "exact")).to.match(/none\.csv' is no file/);
    expect(await told("--stack", "nowhere")).to.include("stack 'nowhere' has no");
    expect(readdirSync(folder).filter((name) => name.endsWith(".jsonl"))).to.deep.equal([]);
  });
});
