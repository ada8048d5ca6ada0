import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checkout } from "../../engine/cli-cache";
import { makeWorkspace } from "../clients/workspace";
import { ws } from "../local/azure/machinelearning/bodies";
import { sharedStack } from "./stack";

describe("a wrong input", function () {
  this.timeout(300_000);
  const stack = sharedStack("empty");

  /** Everything in the state that something real belongs to. */
  const made = () =>
    (stack().state().resources ?? []).flatMap(({ urn, id, type }) =>
      id === undefined || type.startsWith("pulumi:providers:") ? [] : [urn],
    );

  /** An `up` that has to end by itself with a message and nothing made; what was configured is taken back. */
  const refused = async (
    config: Readonly<Record<string, unknown>>,
    env: Readonly<Record<string, string>> = {},
    ...command: string[]
  ) => {
    const before = await stack().resources();
    Object.entries(config).forEach(([path, value]) => {
      stack().configure(path, value);
    });
    const { code, output } = await stack().pulumi(
      command.length > 0 ? command : ["up", "--yes", "--skip-preview"],
      env,
    );
    Object.keys(config).forEach((path) => {
      stack().configure(path, undefined);
    });
    expect(code, output).to.equal(1);
    expect(output, output).to.not.match(/^\s+at .*[:(]/m);
    expect(await stack().resources(), output).to.deep.equal(before);
    expect(made(), output).to.deep.equal([]);
    return output;
  };

  it("in the configuration: eight kinds are told at once, one line each", async () => {
    const output = await refused({
      trainning: { model: "x" },
      "training.parameters.learning_rat": 1e-5,
      "serving.instanceCount": "two",
      "serving.requestTimeoutMs": 190_000,
      "serving.rollout": "bluegreen",
      "naming.suffix": "My_Team",
      "training.optimisation.deepspeed_stage": 1,
      "cluster.minNodes": 3,
    });
    const lines = [
      "trainning is not a known key; the nearest known key is 'training'",
      "training.parameters.learning_rat is not a known key",
      "serving.instanceCount 'two' is not a number; give a whole number from 1 to 50",
      "serving.requestTimeoutMs '190000' is out of range",
      "serving.rollout 'bluegreen' is not known; allowed: 'blueGreen', 'inPlace'",
      "naming.suffix 'My_Team' does not fit",
      "training.optimisation.deepspeed_stage '1' is not known; allowed: '2', '3'",
      "cluster.minNodes '3'",
    ];
    for (const line of lines) expect(output).to.include(line);
  });

  it("in the data: a file that is not there", async () => {
    const output = await refused({ "data.test": "data/nothing.jsonl" });
    expect(output).to.include("'data/nothing.jsonl' is no file; make it by 'npm run data'");
  });

  it("in the data: a row that is broken in line 17", async () => {
    const rows = readFileSync(join(checkout, "data/sample/train_sft.jsonl"), "utf8").split("\n");
    const file = join(stack().files.root, "broken.jsonl");
    writeFileSync(file, [...rows.slice(0, 16), '{"messages": [', ...rows.slice(17)].join("\n"));
    const output = await refused({ "data.train": file });
    expect(output).to.include(
      `'${file}' line 17: row must be a JSON object; found '{"messages": ['`,
    );
  });

  it("in what Azure offers: an unknown size", async () => {
    const output = await refused({ "cluster.vmSize": "Standard_NC999_v9" });
    expect(output).to.include("cluster.vmSize 'Standard_NC999_v9' is not offered in 'eastus'");
    expect(output).to.include("'Standard_NC24ads_A100_v4'");
  });

  it("in what the subscription has: no quota", async () => {
    const family = "standardNCADSA100v4Family";
    const set = (limit: number) => stack().client.admin("POST", "/admin/quota", { family, limit });
    await set(0);
    const output = await refused({});
    await set(96);
    expect(output).to.match(
      /training on Standard_NC24ads_A100_v4 × 1 needs 24 cores of .* in 'eastus'/,
    );
    expect(output).to.match(/0 of 0 are free, 24 are missing\. Ask for them at https:/);
  });

  it("in the names: one that a soft-deleted workspace keeps", async () => {
    await makeWorkspace(stack().client, stack().local.connection);
    for (const path of [
      `${ws}?api-version=2025-12-01`,
      "~/resourceGroups/rg?api-version=2024-03-01",
    ]) {
      await stack().client.finish(await stack().client.fetch(path, { method: "DELETE" }));
    }
    const names = { "naming.resourceGroup": "rg", "naming.workspace": "ws1" };
    const output = await refused(names);
    expect(output).to.match(/the name 'ws1' of the workspace cannot be had: .* is soft-deleted/);
    expect(output).to.include("set naming.workspace or naming.suffix");
    expect(await refused(names, {}, "preview")).to.include("the name 'ws1' of the workspace");
  });

  it("in the login: a wrong secret", async () => {
    const output = await refused({}, { ARM_CLIENT_SECRET: "wrong-secret-0123456789" });
    expect(output).to.include("AADSTS7000215").and.include("ARM_CLIENT_SECRET");
    expect(output).to.not.include("wrong-secret-0123456789");
  });

  it("in the address: an Azure that does not answer", async () => {
    const output = await refused({}, { ARM_METADATA_HOSTNAME: "localhost:1" });
    expect(output)
      .to.include("localhost:1")
      .and.match(/ECONNREFUSED|connection refused/i);
  });
});
