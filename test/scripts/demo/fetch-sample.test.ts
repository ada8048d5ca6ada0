import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { checkout } from "../../../engine/cli-cache";
import { stackFiles } from "../../../engine/environment";
import { fetchSample } from "../../../scripts/demo/fetch-sample";
import { stackName } from "../../../scripts/local/stack";
import { type StateFiles, stateFiles } from "../../../scripts/local/state-folder";

describe("training data of the demo", function () {
  this.timeout(30_000);
  let files: StateFiles;
  let config: string;
  beforeEach(() => {
    files = stateFiles(mkdtempSync(join(tmpdir(), "demo-")));
    mkdirSync(files.pulumi);
    ({ config } = stackFiles(files.pulumi, stackName));
  });
  afterEach(() => {
    rmSync(files.root, { recursive: true });
  });

  it("is fetched once, and named in the stack's config", async () => {
    writeFileSync(config, "# mine\nconfig:\n  azure-native:location: eastus\n");
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    await fetchSample(files, say);
    expect(said).to.have.lengthOf(1);
    expect(said[0]).to.match(/^Training data: 512 rows to train on, 128 to test with, /);
    const train = join(files.data, "train_sft.jsonl");
    expect(parse(readFileSync(config, "utf8"))).to.deep.equal({
      config: {
        "azure-native:location": "eastus",
        "azure-finetune:data": { train, test: join(files.data, "test_sft.jsonl") },
      },
    });
    expect(readFileSync(config, "utf8")).to.match(/^# mine/);
    expect(readFileSync(train, "utf8")).to.equal(
      readFileSync(join(checkout, "data/sample/train_sft.jsonl"), "utf8"),
    );
    writeFileSync(train, "changed by hand\n");
    await fetchSample(files, say);
    expect(said).to.have.lengthOf(1);
    expect(readFileSync(train, "utf8")).to.equal("changed by hand\n");
  });

  it("is left alone where the config names a preset or files", async () => {
    for (const key of ["preset: ultrachat-sdk", "data: { train: own.jsonl }"]) {
      const text = `config:\n  azure-finetune:${key}\n`;
      writeFileSync(config, text);
      await fetchSample(files, (line) => expect.fail(line));
      expect(readFileSync(config, "utf8")).to.equal(text);
    }
  });
});
