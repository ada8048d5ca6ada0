import { expect } from "chai";
import { at, startLocalAzure, type Answer, type LocalAzure } from "../start";

const version = "api-version=2024-11-01";
const vault = `~/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-01?${version}`;
const deleted = `~/providers/Microsoft.KeyVault/locations/eastus/deletedVaults/kv-01?${version}`;

describe("key vaults of local Azure", () => {
  let azure: LocalAzure;
  beforeEach(async () => {
    azure = await startLocalAzure();
    await azure.fetch("~/resourceGroups/rg?api-version=2024-03-01", {
      method: "PUT",
      body: { location: "eastus" },
    });
  });
  afterEach(() => azure.stop());

  const put = (properties: Record<string, unknown> = {}, path = vault): Promise<Answer> =>
    azure.fetch(path, {
      method: "PUT",
      body: {
        location: "eastus",
        properties: {
          accessPolicies: [],
          enableRbacAuthorization: true,
          publicNetworkAccess: "enabled",
          sku: { family: "A", name: "standard" },
          softDeleteRetentionInDays: 7,
          tenantId: azure.connection.tenantId,
          ...properties,
        },
      },
    });
  const outcome = (answer: Answer): unknown[] => [answer.status, at(answer.body, "error", "code")];
  const available = async (): Promise<unknown> =>
    (
      await azure.fetch(`~/providers/Microsoft.KeyVault/checkNameAvailability?${version}`, {
        method: "POST",
        body: { name: "kv-01", type: "Microsoft.KeyVault/vaults" },
      })
    ).body.nameAvailable;

  it("shows its state in the resource until it is ready", async () => {
    await azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    const made = await put();
    expect(made.status).to.equal(201);
    expect(made.headers.get("azure-asyncoperation")).to.be.null;
    const state = async (): Promise<unknown> =>
      at((await azure.fetch(vault)).body, "properties", "provisioningState");
    expect(await state()).to.equal("RegisteringDns");
    expect(outcome(await put())).to.eql([409, "AnotherOperationInProgress"]);
    await azure.admin("POST", "/admin/clock", { advanceSeconds: 60 });
    expect(await state()).to.equal("Succeeded");
    expect(at((await azure.fetch(vault)).body, "properties", "publicNetworkAccess")).to.equal(
      "Enabled",
    );
  });

  it("blocks the name of a deleted vault until it is purged", async () => {
    expect(await available()).to.be.true;
    await put();
    expect((await azure.fetch(vault, { method: "DELETE" })).status).to.equal(200);
    expect((await azure.fetch(vault)).status).to.equal(404);
    expect(await available()).to.be.false;
    expect(outcome(await put())).to.eql([409, "ConflictError"]);
    const found = await azure.fetch(deleted);
    expect(at(found.body, "properties", "location")).to.equal("eastus");
    const list = await azure.fetch(`~/providers/Microsoft.KeyVault/deletedVaults?${version}`);
    expect(list.body.value).to.eql([found.body]);
    const purge = await azure.fetch(deleted.replace("?", "/purge?"), { method: "POST" });
    expect(purge.status).to.equal(202);
    await azure.finish(purge);
    expect((await azure.fetch(deleted)).status).to.equal(404);
    expect((await put()).status).to.equal(201);
  });

  it("recovers a deleted vault on demand, and forgets it when its time is over", async () => {
    await put({ createMode: "recover" }).then((answer) => {
      expect(answer.status).to.equal(404);
    });
    await put();
    await azure.fetch(vault, { method: "DELETE" });
    expect((await put({ createMode: "recover" })).status).to.equal(201);
    await azure.fetch(vault, { method: "DELETE" });
    await azure.admin("POST", "/admin/clock", { advanceSeconds: 8 * 86_400 });
    expect((await azure.fetch(deleted)).status).to.equal(404);
    expect(await available()).to.be.true;
  });

  it("uses roles unless told otherwise from 2026-02-01 on", async () => {
    const older = await put({ enableRbacAuthorization: undefined });
    expect(at(older.body, "properties", "enableRbacAuthorization")).to.be.false;
    const path = vault.replace("kv-01", "kv-02").replace("2024-11-01", "2026-02-01");
    const newer = await put({ enableRbacAuthorization: undefined }, path);
    expect(at(newer.body, "properties", "enableRbacAuthorization")).to.be.true;
  });

  it("goes into the bin with its resource group", async () => {
    await put();
    const group = "~/resourceGroups/rg?api-version=2024-03-01";
    await azure.finish(await azure.fetch(group, { method: "DELETE" }));
    expect((await azure.fetch(deleted)).status).to.equal(200);
  });

  it("refuses what a vault cannot be", async () => {
    await put();
    const cases: Record<string, unknown>[] = [
      { enablePurgeProtection: false },
      { enableSoftDelete: false },
      { softDeleteRetentionInDays: 30 },
      { softDeleteRetentionInDays: 5 },
      { tenantId: azure.connection.clientId },
      { sku: { family: "B", name: "standard" } },
      { sku: undefined },
    ];
    for (const properties of cases)
      expect(outcome(await put(properties)), JSON.stringify(properties)).to.eql([
        400,
        "BadRequest",
      ]);
    expect(outcome(await put({}, vault.replace("kv-01", "1kv")))).to.eql([
      400,
      "VaultNameNotValid",
    ]);
    await azure.fetch("~/resourceGroups/rg2?api-version=2024-03-01", {
      method: "PUT",
      body: { location: "eastus" },
    });
    const twin = vault.replace("/rg/", "/rg2/");
    expect(outcome(await put({}, twin))).to.eql([409, "VaultAlreadyExists"]);
  });
});
