import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { FakeArm, group } from "./fake-arm";
import { call, failure, initFailure, TestProvider } from "./test-provider";

const account = `${group}/providers/Microsoft.Storage/storageAccounts/store`;
const accountInputs = {
  accountName: "store",
  resourceGroupName: "rg",
  kind: "StorageV2",
  location: "eastus",
  sku: { name: "Standard_LRS" },
  azureApiVersion: "2024-01-01",
};
const short = "~/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/store";
const async = { "azure-asyncoperation": "https://arm.test/operations/1?v=1" };
const running = { status: 200, body: { status: "InProgress" } };
const done = { status: 200, body: { status: "Succeeded" } };

describe("stand-in for azure-native over gRPC", () => {
  let arm: FakeArm;
  let provider: TestProvider;

  beforeEach(async () => {
    arm = new FakeArm();
    provider = await TestProvider.start(arm);
    await provider.configure();
  });
  afterEach(() => {
    provider.stop();
  });

  it("creates with GET, PUT, GET and keeps known outputs only", async () => {
    arm.script("GET", "/store", { status: 404 });
    const { id, outputs } = await provider.create("storage:StorageAccount", accountInputs);
    expect(arm.calls()).to.deep.equal([`GET ${short}`, `PUT ${short}`, `GET ${short}`]);
    expect(arm.body("PUT")).to.deep.equal({
      kind: "StorageV2",
      location: "eastus",
      sku: { name: "Standard_LRS" },
    });
    expect(arm.log.at(-1)?.query).to.equal("?api-version=2024-01-01");
    expect(id).to.equal(account);
    expect(outputs).to.deep.equal({
      azureApiVersion: "2024-01-01",
      id: account,
      kind: "StorageV2",
      location: "eastus",
      name: "store",
      sku: { name: "Standard_LRS" },
      type: "t",
    });
  });

  it("refuses what exists", async () => {
    arm.resources.set(account.toLowerCase(), { id: account });
    const error = await failure(provider.create("storage:StorageAccount", accountInputs));
    expect(error.details).to.equal(`cannot create already existing resource '${account}'`);
    expect(arm.calls()).to.deep.equal([`GET ${short}`]);
  });

  it("reports a refused PUT in azure-native's words, without a half-made resource", async () => {
    const body = { error: { code: "VaultAlreadyExists", message: "The name is taken." } };
    arm.script("PUT", "/store", { status: 409, body });
    const error = await failure(provider.create("storage:StorageAccount", accountInputs));
    expect(error.details).to.equal(
      'Status=409 Code="VaultAlreadyExists" Message="The name is taken."',
    );
    expect(error.metadata.get("grpc-status-details-bin")).to.deep.equal([]);
  });

  it("polls an operation, then reads the resource twice", async () => {
    arm.script("PUT", "/store", { status: 202, headers: async });
    arm.script("GET", "/operations/1", running, done);
    arm.script("GET", "/store", { status: 404 }, { status: 200, body: { id: account } });
    arm.script("GET", "/store", { status: 200, body: { id: account, location: "eastus" } });
    const { outputs } = await provider.create("storage:StorageAccount", accountInputs);
    expect(arm.calls().slice(1)).to.deep.equal([
      `PUT ${short}`,
      "GET /operations/1",
      "GET /operations/1",
      `GET ${short}`,
      `GET ${short}`,
    ]);
    expect(outputs.location).to.equal("eastus");
    const poll = arm.log.find(({ path }) => path === "/operations/1");
    expect(poll?.query).to.equal("?v=1");
    expect(poll?.request.headers).not.to.have.property("Accept");
  });

  it("hands over a half-made resource when an accepted operation fails", async () => {
    const error = { code: "QuotaExceeded", message: "No cores left." };
    arm.script("PUT", "/store", { status: 201, headers: async });
    arm.script("GET", "/operations/1", { status: 200, body: { status: "Failed", error } });
    const made = {
      status: 200,
      body: { id: account, properties: { provisioningState: "Failed" } },
    };
    arm.script("GET", "/store", { status: 404 }, made);
    const caught = await failure(provider.create("storage:StorageAccount", accountInputs));
    expect(initFailure(caught)).to.deep.equal({
      type: "type.googleapis.com/pulumirpc.ErrorResourceInitFailed",
      id: account,
      outputs: { azureApiVersion: "2024-01-01", id: account, provisioningState: "Failed" },
      inputs: accountInputs,
      reasons: ['Status=200 Code="QuotaExceeded" Message="No cores left."'],
    });
  });

  it("gives up after the resource's own timeout and keeps it in the state", async () => {
    arm.script("PUT", "/store", { status: 202, headers: { ...async, "retry-after": "60" } });
    const creating = provider.create("storage:StorageAccount", accountInputs, { timeout: 0.05 });
    const failed = initFailure(await failure(creating));
    expect(failed.reasons).to.deep.equal(["operation timed out"]);
    expect(failed.outputs).to.deep.equal({});
  });

  it("ends what runs when it is canceled", async () => {
    arm.script("PUT", "/store", { status: 202, headers: { ...async, "retry-after": "60" } });
    const creating = failure(provider.create("storage:StorageAccount", accountInputs));
    while (!arm.log.some(({ method }) => method === "PUT"))
      await new Promise((resolve) => setImmediate(resolve));
    await call<Empty>((end) => provider.client.cancel(new Empty(), end));
    expect((await creating).details).to.equal("context canceled");
  });

  it("sends PATCH with null for an identity that was taken out", async () => {
    const type = "machinelearningservices:Workspace";
    const identity = { type: "UserAssigned", userAssignedIdentities: ["a", "b"] };
    const olds = { workspaceName: "work", resourceGroupName: "rg", identity };
    const news = { ...olds, identity: { ...identity, userAssignedIdentities: ["a"] } };
    await provider.update(type, "", {}, olds, news);
    expect(arm.body("PATCH")).to.deep.equal({
      identity: { type: "UserAssigned", userAssignedIdentities: { a: {}, b: null } },
      properties: {},
    });
  });

  it("resets the network rules that were taken out", async () => {
    const networkRuleSet = { defaultAction: "Deny" };
    const outputs = { networkRuleSet };
    const olds = { ...accountInputs, networkRuleSet };
    await provider.update("storage:StorageAccount", account, outputs, olds, accountInputs);
    expect(arm.body("PUT")).to.have.deep.nested.property("properties.networkAcls", {
      bypass: "AzureServices",
      defaultAction: "Allow",
      ipRules: [],
      virtualNetworkRules: [],
    });
  });

  it("keeps access policies that it did not set", async () => {
    const type = "keyvault:Vault";
    const properties = { tenantId: "t", sku: { family: "A", name: "standard" } };
    const inputs = { vaultName: "vault", resourceGroupName: "rg", location: "eastus", properties };
    const { id, outputs } = await provider.create(type, inputs);
    expect(arm.body("PUT")).to.have.deep.nested.property("properties.accessPolicies", []);
    const policies = [{ objectId: "o", tenantId: "t", permissions: {} }];
    const stored = arm.resources.get(id.toLowerCase());
    arm.resources.set(id.toLowerCase(), {
      ...stored,
      properties: { ...properties, accessPolicies: policies },
    });
    await provider.update(type, id, outputs, inputs, { ...inputs, tags: { a: "b" } });
    expect(arm.body("PUT")).to.have.deep.nested.property("properties.accessPolicies", policies);
    const read = await provider.read(type, id, outputs, inputs);
    expect(read.inputs).to.deep.equal({ ...inputs, tags: { a: "b" } });
  });

  it("deletes what is there, what is gone, and waits for it", async () => {
    arm.script("DELETE", "/rg", { status: 202, headers: { location: "/operations/2" } });
    arm.script("GET", "/operations/2", { status: 202 }, { status: 404 });
    await provider.delete("resources:ResourceGroup", group);
    await provider.delete("storage:StorageAccount", account);
    expect(arm.calls()).to.deep.equal([
      "DELETE ~/resourceGroups/rg",
      "GET /operations/2",
      "GET /operations/2",
      `DELETE ${short}`,
    ]);
  });

  it("calls a long delete without an address to poll an error", async () => {
    arm.script("DELETE", "/rg", { status: 202 });
    const error = await failure(provider.delete("resources:ResourceGroup", group));
    expect(error.details).to.equal("response is missing polling URL");
  });

  it("reads nothing where nothing is, and imports from the ID alone", async () => {
    expect((await provider.read("storage:StorageAccount", account, {}, accountInputs)).id).to.equal(
      "",
    );
    arm.resources.set(account.toLowerCase(), {
      id: account,
      location: "eastus",
      tags: {},
      properties: { supportsHttpsTrafficOnly: true, provisioningState: "Succeeded" },
    });
    const read = await provider.read("storage:StorageAccount", account);
    expect(read.inputs).to.deep.equal({
      accountName: "store",
      resourceGroupName: "rg",
      enableHttpsTrafficOnly: true,
      location: "eastus",
    });
  });

  it("names a type that it does not have", async () => {
    const error = await failure(provider.check("network:VirtualNetwork", {}));
    expect(error.details).to.include("azure-native:network:VirtualNetwork");
  });

  it("takes the location from the resource group, once", async () => {
    await provider.configure({ dummy: "" });
    arm.resources.set(group.toLowerCase(), { location: "westus" });
    const news = { resourceGroupName: "rg" };
    const first = await provider.check("managedidentity:UserAssignedIdentity", news);
    await provider.check("managedidentity:UserAssignedIdentity", news);
    expect(first.inputs.location).to.equal("westus");
    expect(arm.calls()).to.deep.equal(["GET ~/resourceGroups/rg"]);
  });
});
