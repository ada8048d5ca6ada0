import { expect } from "chai";
import { join } from "node:path";
import { at, type Json } from "../local/azure/client";
import { clusterBody, ws } from "../local/azure/machinelearning/bodies";
import { pythonWith } from "./python-venv";
import { startAzureProcess, type StartedAzure } from "./started-azure";
import { makeWorkspace } from "./workspace";

const folder = join("test", "clients", "python");
const version = "api-version=2025-12-01";

describe("data assets by Microsoft's Python SDK", function () {
  this.timeout(15 * 60_000);
  let azure: StartedAzure;
  let result: Json;
  before(async () => {
    azure = await startAzureProcess();
    await makeWorkspace(azure.client, azure.connection);
    const cluster = await azure.client.fetch(`${ws}/computes/gpu?${version}`, {
      method: "PUT",
      body: clusterBody(),
    });
    await azure.client.finish(cluster);
    const python = await pythonWith(join(folder, "requirements.txt"));
    const ended = await azure.runPython(python, [
      join(folder, "data_assets.py"),
      ...[azure.connection.subscriptionId, "rg", "ws1", join("data", "sample")],
    ]);
    expect(ended.code, ended.stdout + ended.stderr).to.equal(0);
    result = JSON.parse(ended.stdout.trim().split("\n").at(-1) ?? "") as Json;
  });
  after(() => azure.stop());

  it("get a version each, which keeps its path", () => {
    expect(result.path).to.match(
      /^azureml:\/\/datastores\/workspaceblobstore\/paths\/LocalUpload\/[0-9a-f]+\/train_sft\.jsonl$/,
    );
    expect(result.versions).to.deep.equal(["1", "2", "1"]);
    expect(result.tags).to.deep.equal({ kind: "train_sft" });
    expect(result.moved).to.contain("Asset paths cannot be updated.");
    expect(result.missing).to.match(/^ResourceNotFoundError: .*rows:7/);
  });

  it("are listed, archived and restored", () => {
    expect(result.active).to.deep.equal(["1"]);
    expect(result.every).to.deep.equal(["2", "1"]);
    expect([result.latest, result.containers]).to.deep.equal(["2", [["rows", "2"]]]);
  });

  it("are named in a job by their ARM ID, as our own jobs do", async () => {
    const path = `${ws}/jobs/${String(result.job)}?${version}`;
    const { properties } = (await azure.client.fetch(path)).body;
    const id = (await azure.client.fetch(`${ws}/data/rows/versions/1?${version}`)).body.id;
    const inputs = at(properties, "jobs", "step", "inputs");
    expect(at(inputs, "train_file_path")).to.deep.equal({ uri: id, job_input_type: "uri_file" });
    expect(at(inputs, "test_file_path", "uri")).to.equal(String(id).replace(/1$/, "2"));
    expect(result.status).to.equal("Completed");
    expect(result.refused).to.match(
      /UserError.*Data rows:7 of input 'train_file_path' was not found/,
    );
  });
});
