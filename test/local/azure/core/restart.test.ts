import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Connection } from "../../../../local/azure/state";
import { connect } from "../client";
import { at, seedState, startLocalAzure } from "../start";

const group = "~/resourceGroups/rg?api-version=2024-03-01";
const registry =
  "~/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/reg01?api-version=2025-11-01";
const body = { location: "eastus", sku: { name: "Standard" } };

async function startProcess(stateDir: string): Promise<ChildProcess> {
  const main = ["--require", "tsx/cjs", "local/azure/main.ts"];
  const child = spawn(
    process.execPath,
    [...main, "--state", stateDir, "--latency", "1", "--speed", "0.001"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(child.stdout, "data");
  return child;
}

describe("state of local Azure", function () {
  this.timeout(30_000);
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), "local-azure-"));
    seedState(stateDir);
  });
  afterEach(() => {
    rmSync(stateDir, { recursive: true, force: true });
  });
  const announced = (): Connection =>
    JSON.parse(readFileSync(join(stateDir, "azure.json"), "utf8")) as Connection;

  it("survives kill -9 in the middle of an operation", async () => {
    const child = await startProcess(stateDir);
    const before = announced();
    expect(before.pid).to.equal(child.pid);
    expect(statSync(join(stateDir, "azure.json")).mode & 0o777).to.equal(0o600);
    const client = connect(before);
    await client.fetch(group, { method: "PUT", body: { location: "eastus" } });
    const made = await client.fetch(registry, { method: "PUT", body });
    expect(at(made.body, "properties", "provisioningState")).to.equal("Creating");
    client.close();
    child.kill("SIGKILL");
    await once(child, "exit");

    const azure = await startLocalAzure({ stateDir, latency: 1, speed: 0.001 });
    try {
      expect(azure.connection).to.eql({ ...before, pid: process.pid });
      const state = async (): Promise<unknown> =>
        at((await azure.fetch(registry)).body, "properties", "provisioningState");
      expect(await state()).to.equal("Creating");
      await azure.admin("POST", "/admin/clock", { advanceSeconds: 60 });
      expect((await azure.finish(made)).body.status).to.equal("Succeeded");
      expect(await state()).to.equal("Succeeded");
    } finally {
      await azure.stop();
    }
  });

  it("refuses a second process on the same state, and leaves the first one alone", async () => {
    const azure = await startLocalAzure({ stateDir });
    try {
      const error = await startLocalAzure({ stateDir }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(Error).with.property("message").that.contains("is in use");
      expect(announced().pid).to.equal(process.pid);
      expect((await azure.fetch(group)).status).to.equal(404);
    } finally {
      await azure.stop();
    }
  });

  it("ends on SIGTERM without azure.json, and starts again on the same port and time", async () => {
    const child = await startProcess(stateDir);
    const before = announced();
    const client = connect(before);
    await client.fetch(group, { method: "PUT", body: { location: "eastus" } });
    await client.admin("POST", "/admin/clock", { advanceSeconds: 1_000_000 });
    const time = String((await client.admin("GET", "/admin/health")).body.time);
    client.close();
    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number];
    expect(code).to.equal(0);
    expect(existsSync(join(stateDir, "azure.json"))).to.be.false;
    const azure = await startLocalAzure({ stateDir });
    try {
      expect(azure.url).to.equal(before.url);
      expect((await azure.fetch(group)).status).to.equal(200);
      expect(azure.cloud.clock.iso() >= time).to.be.true;
    } finally {
      await azure.stop();
    }
  });
});
