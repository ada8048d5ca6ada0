import { expect } from "chai";
import { at, startLocalAzure, type Answer, type LocalAzure } from "../start";

const providers = "~/resourceGroups/rg/providers";
const storage = `${providers}/Microsoft.Storage/storageAccounts/acct0001?api-version=2024-01-01`;
const insights = `${providers}/Microsoft.Insights/components/ai?api-version=2020-02-02`;
const logs = `${providers}/Microsoft.OperationalInsights/workspaces/logs?api-version=2023-09-01`;
const registry = `${providers}/Microsoft.ContainerRegistry/registries/reg01?api-version=2023-01-01-preview`;

const storageBody = {
  kind: "StorageV2",
  location: "eastus",
  sku: { name: "Standard_LRS" },
  properties: { allowSharedKeyAccess: false, minimumTlsVersion: "TLS1_2" },
};
const logsBody = {
  location: "eastus",
  properties: { retentionInDays: 30, sku: { name: "PerGB2018" } },
};
const registryBody = {
  location: "eastus",
  sku: { name: "Standard" },
  properties: { adminUserEnabled: false, publicNetworkAccess: "Enabled" },
};

describe("resource types of local Azure", () => {
  let azure: LocalAzure;
  beforeEach(async () => {
    azure = await startLocalAzure();
    await azure.fetch("~/resourceGroups/rg?api-version=2024-03-01", {
      method: "PUT",
      body: { location: "eastus" },
    });
  });
  afterEach(() => azure.stop());

  const put = (path: string, body: unknown): Promise<Answer> =>
    azure.fetch(path, { method: "PUT", body });
  const outcome = (answer: Answer): unknown[] => [answer.status, at(answer.body, "error", "code")];

  it("makes a storage account by a Location, and gives its keys", async () => {
    const made = await put(storage, storageBody);
    expect([made.status, made.text]).to.eql([202, ""]);
    const ended = await azure.finish(made);
    const got = await azure.fetch(storage);
    expect(got.body).to.eql(ended.body);
    expect(got.body.properties).to.deep.include({
      provisioningState: "Succeeded",
      allowSharedKeyAccess: false,
      minimumTlsVersion: "TLS1_2",
    });
    expect(at(got.body, "properties", "primaryEndpoints", "blob")).to.equal(
      `${azure.url}/acct0001/`,
    );
    const keys = async (path: string, body: unknown): Promise<unknown[]> => {
      const { body: answer } = await azure.fetch(storage.replace("?", `/${path}?`), {
        method: "POST",
        body,
      });
      return [at(answer, "keys", 0, "value"), at(answer, "keys", 1, "value")];
    };
    const [key1, key2] = await keys("listKeys", {});
    expect(Buffer.from(String(key1), "base64")).to.have.length(64);
    await azure.admin("POST", "/admin/clock", { advanceSeconds: 1 });
    const after = await keys("regenerateKey", { keyName: "key1" });
    expect(after[0]).not.to.equal(key1);
    expect(after[1]).to.equal(key2);
    expect((await put(storage, storageBody)).status).to.equal(200);
  });

  it("refuses what a storage account cannot be", async () => {
    await put(storage, storageBody);
    const cases: [string, unknown, number, string][] = [
      [storage.replace("acct0001", "No_Name"), storageBody, 400, "AccountNameInvalid"],
      [storage.replace("acct0001", "admin"), storageBody, 409, "StorageAccountAlreadyTaken"],
      [storage, { ...storageBody, location: "westus" }, 409, "InvalidResourceLocation"],
      [storage, { ...storageBody, kind: "BlobStorage" }, 409, "AccountPropertyCannotBeUpdated"],
      [
        storage,
        { ...storageBody, properties: { isHnsEnabled: true } },
        409,
        "AccountPropertyCannotBeUpdated",
      ],
      [storage, { ...storageBody, sku: { name: "Huge" } }, 400, "InvalidRequestContent"],
      [storage, { ...storageBody, sku: undefined }, 400, "InvalidRequestContent"],
      [
        storage.replace("acct0001", "acct0002"),
        { ...storageBody, location: undefined },
        400,
        "LocationRequired",
      ],
    ];
    for (const [path, body, status, code] of cases)
      expect(outcome(await put(path, body)), code).to.eql([status, code]);
    await put("~/resourceGroups/rg2?api-version=2024-03-01", { location: "eastus" });
    expect(outcome(await put(storage.replace("/rg/", "/rg2/"), storageBody))).to.eql([
      409,
      "StorageAccountInAnotherResourceGroup",
    ]);
    expect(outcome(await put(storage.replace("/rg/", "/rg3/"), storageBody))).to.eql([
      404,
      "ResourceGroupNotFound",
    ]);
  });

  it("says whether a storage name is free", async () => {
    const check = async (name: string): Promise<unknown> =>
      (
        await azure.fetch(
          "~/providers/Microsoft.Storage/checkNameAvailability?api-version=2024-01-01",
          {
            method: "POST",
            body: { name, type: "Microsoft.Storage/storageAccounts" },
          },
        )
      ).body.nameAvailable;
    const type = "Microsoft.Storage/storageAccounts";
    expect(await check("acct0001")).to.be.true;
    await azure.admin("POST", "/admin/names", { type, name: "acct0001", taken: true });
    expect(await check("acct0001")).to.be.false;
    expect(outcome(await put(storage, storageBody))).to.eql([409, "StorageAccountAlreadyTaken"]);
  });

  it("has Azure-AsyncOperation for a registry, and bills it until it is gone", async () => {
    const made = await put(registry, registryBody);
    expect(made.status).to.equal(201);
    expect(at(made.body, "properties", "provisioningState")).to.equal("Creating");
    expect((await azure.finish(made)).body.status).to.equal("Succeeded");
    expect(at((await azure.fetch(registry)).body, "properties", "loginServer")).to.equal(
      "reg01.azurecr.azure.local",
    );
    await azure.admin("POST", "/admin/clock", { advanceSeconds: 86_400 });
    const bill = await azure.admin("GET", "/admin/bill");
    expect(at(bill.body, "total")).to.be.closeTo(0.667, 0.01);
    await azure.finish(await azure.fetch(registry, { method: "DELETE" }));
    expect((await azure.fetch(registry)).status).to.equal(404);
    expect(at((await azure.admin("GET", "/admin/bill")).body, "perHour")).to.equal(0);
    const name = registry.replace("reg01", "a");
    expect(outcome(await put(name, registryBody))).to.eql([400, "InvalidParameter"]);
  });

  it("brings a deleted Log Analytics workspace back, unless it was forced away", async () => {
    const id = async (): Promise<unknown> =>
      at((await azure.fetch(logs)).body, "properties", "customerId");
    await azure.finish(await put(logs, logsBody));
    const first = await id();
    await azure.finish(await azure.fetch(logs, { method: "DELETE" }));
    await azure.finish(await put(logs, logsBody));
    expect(await id()).to.equal(first);
    await azure.finish(await azure.fetch(`${logs}&force=true`, { method: "DELETE" }));
    await azure.finish(await put(logs, logsBody));
    expect(await id()).not.to.equal(first);
    await azure.finish(await azure.fetch(logs, { method: "DELETE" }));
    const later = await id();
    await azure.admin("POST", "/admin/clock", { advanceSeconds: 15 * 86_400 });
    await azure.finish(await put(logs, logsBody));
    expect(await id()).not.to.equal(later);
    const text = (await azure.fetch(logs)).text;
    expect(text).not.to.contain("deletedForGood").and.not.to.contain("deletedDate");
  });

  it("makes Application Insights on a workspace only", async () => {
    await azure.finish(await put(logs, logsBody));
    const workspace = (await azure.fetch(logs)).body.id;
    const body = (id: unknown): unknown => ({
      kind: "web",
      location: "eastus",
      properties: { Application_Type: "web", WorkspaceResourceId: id },
    });
    expect(outcome(await put(insights, body(undefined)))).to.eql([400, "BadRequest"]);
    expect(outcome(await put(insights, body("/nowhere")))).to.eql([400, "BadRequest"]);
    const made = await put(insights, body(workspace));
    expect(made.status).to.equal(200);
    const again = await put(insights, body(workspace));
    for (const field of ["InstrumentationKey", "AppId", "ConnectionString", "CreationDate"])
      expect(at(again.body, "properties", field)).to.equal(at(made.body, "properties", field));
    expect((await azure.fetch(insights)).body).to.eql(again.body);
    expect((await azure.fetch(insights, { method: "DELETE" })).status).to.equal(200);
    expect((await azure.fetch(insights, { method: "DELETE" })).status).to.equal(204);
  });

  it("patches tags and properties, and keeps the rest", async () => {
    await put(storage, storageBody);
    const patched = await azure.fetch(storage, {
      method: "PATCH",
      body: { tags: { a: "b" }, properties: { allowSharedKeyAccess: true } },
    });
    expect(patched.status).to.equal(200);
    expect(patched.body.tags).to.eql({ a: "b" });
    expect(patched.body.properties).to.deep.include({
      allowSharedKeyAccess: true,
      minimumTlsVersion: "TLS1_2",
    });
  });
});
