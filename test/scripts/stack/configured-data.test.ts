import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { configFile, configuredData } from "../../../scripts/stack/configured-data";

describe("files of a stack's configuration", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "config-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const of = (text: string): ReturnType<typeof configuredData> => {
    const file = join(folder, "Pulumi.some.yaml");
    writeFileSync(file, text);
    return configuredData(file);
  };
  const sample = { train: "data/sample/train_sft.jsonl", test: "data/sample/test_sft.jsonl" };

  it("are what it says, else the preset's", () => {
    expect(of("config:\n  azure-finetune:data: { train: a.jsonl }\n")).to.include({
      ...sample,
      train: "a.jsonl",
    });
    expect(of("config:\n  azure-finetune:preset: ultrachat-foundry\n")).to.include({
      train: "data/train_data.jsonl",
      test: "data/test_data.jsonl",
    });
    for (const text of ["", "config: {}\n", "config:\n  other:data: { train: 1 }\n"])
      expect(of(text)).to.include(sample);
    expect(configuredData(join(folder, "none.yaml"))).to.include(sample);
  });

  it("say which file is no YAML, and whose values are wrong", () => {
    expect(() => of("config: [")).to.throw(/^'.*Pulumi\.some\.yaml' is no YAML: \S/);
    const options = { change: () => ({ split: { testShare: "1.5" } }) };
    expect(() => configuredData(join(folder, "none.yaml"), options)).to.throw(
      /none\.yaml, with the options of this command' has a problem:\n.*testShare/,
    );
  });

  it("measure rows by the model that is trained: the successor of a retired one", () => {
    const on = (day: string) => `config:\n  azure-finetune:preflight: { asOf: '${day}' }\n`;
    expect(of(on("2024-06-01")).contextTokens).to.equal(4096);
    expect(of(on("2026-11-01")).contextTokens).to.equal(16_384);
  });

  it("are refused where they are wrong, and only there", () => {
    const wrong =
      "config:\n  azure-finetune:data: { train: '' }\n  azure-finetune:serving: { a: 1 }\n";
    expect(() => of(wrong)).to.throw(/has a problem:\n {2}data\.train/);
  });

  it("are those of a stack that is there", () => {
    expect(configFile("dev")).to.match(/Pulumi\.dev\.yaml$/);
    expect(() => configFile("nowhere")).to.throw("stack 'nowhere' has no '");
  });
});
