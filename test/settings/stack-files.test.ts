import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { parse } from "yaml";

import { configSchema, describeConfig, type Node } from "../../settings/config";
import { readSettings } from "../../settings/read";
import { input } from "./input";

interface Project {
  readonly name: string;
  readonly config: Record<string, { type: string; default: unknown; description: string }>;
}

const file = (name: string): unknown => parse(readFileSync(join(__dirname, "../..", name), "utf8"));

/** A stack's config as the engine hands it over. */
function stack(name: string) {
  const { config } = file(`Pulumi.${name}.yaml`) as { config: Record<string, unknown> };
  const texts = Object.entries(config).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const today = new Date("2026-11-21T00:00:00Z");
  return readSettings({ ...input(), stack: name, today, config: Object.fromEntries(texts) });
}

describe("stack files", () => {
  it("declare exactly the sections that are read, each with a description and nothing in it", () => {
    const { config, name } = file("Pulumi.yaml") as Project;
    const { preset, ...sections } = config;
    expect(name).to.equal("azure-finetune");
    expect(preset).to.include({ type: "string", default: "sample" });
    expect(Object.keys(sections)).to.deep.equal(Object.keys(configSchema.unwrap().shape));
    for (const [section, declared] of Object.entries(sections)) {
      expect(declared, section).to.deep.include({ type: "object", default: {} });
      expect(declared.description, section).to.match(/\w+/);
    }
  });

  it("have the tutorial's values for dev, with successors of what is retired", () => {
    const dev = stack("dev");
    expect(dev.cluster).to.deep.equal({
      vmSize: "Standard_NC24ads_A100_v4",
      minNodes: 0,
      maxNodes: 1,
      idleSeconds: 120,
      priority: "dedicated",
    });
    expect(dev.training.model.name).to.equal("Phi-4");
    expect(dev.serving).to.include({ instanceType: "Standard_NC24ads_A100_v4", instanceCount: 1 });
    expect(dev.notes).to.have.length(3);
  });

  it("are keyless and guarded for prod, with nothing retired", () => {
    const prod = stack("prod");
    expect(prod.workspace.datastoreAuth).to.equal("identity");
    expect(prod.cleanup.purge).to.equal(false);
    expect(prod.training.onRetired).to.equal("fail");
    expect(prod.notes).to.deep.equal([]);
  });
});

describe("config reference", () => {
  it("has a description for every key", () => {
    const missing = (node: Node, path: string): readonly string[] => [
      ...(node.description ? [] : [path]),
      ...Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
        missing(child, `${path}.${key}`),
      ),
    ];
    expect(missing({ ...describeConfig(), description: "all" }, "config")).to.deep.equal([]);
  });
});
