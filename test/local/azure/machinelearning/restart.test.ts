import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Connection } from "../../../../local/azure/state";
import { connect } from "../client";
import { at, seedState } from "../start";
import { deploymentBody, endpointBody, jobBody, ws } from "./bodies";
import {
  makeCluster,
  makeWorkspace,
  pass,
  startWorld,
  submit,
  uploadRows,
  waitForJob,
  type World,
  worldOf,
} from "./world";

describe("Azure ML over a restart of local Azure", function () {
  this.timeout(60_000);
  let world: World;

  const status = async () =>
    at((await world.call("GET", "jobs/long")).body, "properties", "status");

  const hurry = () => world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 1000 });

  it("goes on with a job, and serves what it served", async () => {
    const stateDir = mkdtempSync(join(tmpdir(), "local-azure-"));
    world = await startWorld({ stateDir });
    await makeWorkspace(world);
    await makeCluster(world);
    const data = await uploadRows(world);
    await world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    await submit(world, "long", jobBody(data));
    await pass(world, 900);
    expect(await status()).to.equal("Running");
    await world.stop();

    world = await startWorld({ stateDir, latency: 1, speed: 0.001 });
    expect(await status()).to.equal("Running");
    const nodes = async () => (await world.call("POST", "computes/gpu/listNodes")).body.nodes;
    expect(await nodes()).to.have.length(1);
    await hurry();
    expect(await waitForJob(world, "long")).to.equal("Completed");
    await pass(world, 300);
    expect(await nodes()).to.have.length(0);

    await world.azure.admin("POST", "/admin/clock", { latency: 0 });
    await world.done("PUT", "models/tuned/versions/1", {
      properties: {
        modelType: "mlflow_model",
        modelUri: "azureml://jobs/long/outputs/trained_model",
      },
    });
    await world.done("PUT", "onlineEndpoints/chat-1", endpointBody());
    await world.done("PUT", "onlineEndpoints/chat-1/deployments/blue", deploymentBody(world.id));
    await world.done("PUT", "onlineEndpoints/chat-1", endpointBody({}, { blue: 100 }));
    const key = async () =>
      String((await world.call("POST", "onlineEndpoints/chat-1/listKeys")).body.primaryKey);
    const before = await key();
    await world.stop();

    world = await startWorld({ stateDir });
    expect(await key()).to.equal(before);
    const answer = await world.azure.fetch("/inference/eastus/chat-1/score", {
      method: "POST",
      token: before,
      body: { input_data: { input_string: [{ role: "user", content: "Clean the gallery?" }] } },
    });
    expect(answer.body.output).to.match(/keeper|lighthouse/);
    await world.done("DELETE", "onlineEndpoints/chat-1");
    await world.done("DELETE", `${ws}?forceToPurge=true`);
    const bill = await world.azure.admin("GET", "/admin/bill");
    expect(bill.text).not.to.match(/"meter":"(cluster node|endpoint instance)"[^}]*"running":true/);
    await world.stop();
    rmSync(stateDir, { recursive: true, force: true });
  });

  it("goes on with a job after kill -9", async () => {
    const folder = mkdtempSync(join(tmpdir(), "local-azure-"));
    seedState(folder);
    const first = await startProcess(folder);
    const client = connectTo(folder);
    world = worldOf(client);
    await makeWorkspace(world);
    await makeCluster(world);
    await world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    await submit(world, "long", jobBody(await uploadRows(world)));
    await pass(world, 700);
    expect(await status()).to.equal("Running");
    first.kill("SIGKILL");
    await once(first, "exit");

    const second = await startProcess(folder);
    try {
      expect(await status()).to.equal("Running");
      await hurry();
      expect(await waitForJob(world, "long")).to.equal("Completed");
    } finally {
      await client.stop();
      second.kill("SIGTERM");
      await once(second, "exit");
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

async function startProcess(stateDir: string): Promise<ChildProcess> {
  const main = ["--require", "tsx/cjs", "local/azure/main.ts"];
  const child = spawn(process.execPath, [...main, "--state", stateDir, "--latency", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

function connectTo(stateDir: string) {
  const file = readFileSync(join(stateDir, "azure.json"), "utf8");
  const connection = JSON.parse(file) as Connection;
  const client = connect(connection);
  const stop = () => {
    client.close();
    return Promise.resolve();
  };
  return { ...client, connection, url: connection.url, stop };
}
