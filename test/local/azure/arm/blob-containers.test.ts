import { expect } from "chai";
import { at, startLocalAzure, type LocalAzure } from "../start";

const account = "~/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct0001";
const version = "api-version=2024-01-01";
const containers = `${account}/blobServices/default/containers`;

describe("blob containers of local Azure, through ARM", function () {
  this.timeout(20_000);
  let azure: LocalAzure;
  before(async () => {
    azure = await startLocalAzure();
    await azure.fetch("~/resourceGroups/rg?api-version=2024-03-01", {
      method: "PUT",
      body: { location: "eastus" },
    });
    await azure.fetch(`${account}?${version}`, {
      method: "PUT",
      body: { kind: "StorageV2", location: "eastus", sku: { name: "Standard_LRS" } },
    });
  });
  after(() => azure.stop());

  it("are there for the blob service, and go with their blobs", async () => {
    const path = `${containers}/cont?${version}`;
    const made = await azure.fetch(path, { method: "PUT", body: {} });
    expect(made.status).to.equal(201);
    expect(made.body.properties).to.deep.include({ publicAccess: "None", leaseState: "Available" });
    expect((await azure.fetch(path)).body).to.eql(made.body);
    const list = await azure.fetch(`${containers}?${version}`);
    expect(list.body.value).to.eql([made.body]);
    const { blobs } = azure.cloud;
    await blobs.put("acct0001", "cont", "a/b", "hello");
    expect(await blobs.list("acct0001", "cont", "a/")).to.eql([{ name: "a/b", size: 5 }]);
    expect((await azure.fetch(path, { method: "DELETE" })).status).to.equal(200);
    expect((await azure.fetch(path, { method: "DELETE" })).status).to.equal(204);
    expect((await azure.fetch(path)).status).to.equal(404);
    await azure.fetch(path, { method: "PUT", body: {} });
    expect(await blobs.list("acct0001", "cont", "")).to.eql([]);
  });

  it("need an account and a name that Azure takes", async () => {
    const lost = await azure.fetch(`${containers.replace("acct0001", "other")}/cont?${version}`, {
      method: "PUT",
      body: {},
    });
    expect([lost.status, at(lost.body, "error", "code")]).to.eql([404, "ParentResourceNotFound"]);
    const bad = await azure.fetch(`${containers}/No--Name?${version}`, { method: "PUT", body: {} });
    expect(bad.status).to.equal(400);
    const gone = await azure.fetch(`${containers}/none?${version}`);
    expect([gone.status, at(gone.body, "error", "code")]).to.eql([404, "ContainerNotFound"]);
  });
});
