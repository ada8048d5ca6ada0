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
    console.log(ended.stdout.slice(-3000));
    const log = await azure.client.admin("GET", "/admin/requests?since=0");
    for (const one of log.body.requests as Json[])
      if (/\/(data|jobs)\//.test(String(one.path)) && one.method === "PUT")
        console.log(one.path, one.query, one.status, JSON.stringify(one.body));
    result = JSON.parse(ended.stdout.trim().split("\n").at(-1) ?? "") as Json;
  });
  after(() => azure.stop());

  it("get a version each, which keeps its path", () => {
    expect(result.path).to.match(
      /^azureml:\/\/subscriptions\/.*\/datastores\/workspaceblobstore\/paths\/LocalUpload\/[0-9a-f]+\/train_sft\.jsonl$/,
    );
    expect(result.versions).to.deep.equal(["1", "2", "1"]);
    expect(result.tags).to.deep.equal({ kind: "train_sft" });
    expect(result.moved).to.match(/^AssetPathException: /);
  });
});
