import { expect } from "chai";
import { SignInError } from "../../azure/credential";
import { isAzureError } from "../../azure/errors";
import { allows } from "../../azure/roles";
import { failure } from "./failure";
import { signedIn } from "./local-azure";
import type { Signed } from "./local-azure";

describe("login and ARM on local Azure", function () {
  this.timeout(60_000);
  let signed: Signed;
  before(async () => {
    signed = await signedIn();
  });
  after(() => signed.stop());

  const account = (name: string): string =>
    `${signed.group}/providers/Microsoft.Storage/storageAccounts/${name}`;
  const body = { location: "eastus", kind: "StorageV2", sku: { name: "Standard_LRS" } };

  it("knows the cloud, itself and what it may do", async () => {
    const { azure, local, group } = signed;
    expect(azure.cloud).to.include({
      name: "AzureLocal",
      mlScope: "https://ml.azure.local/.default",
    });
    expect(azure.cloud.resourceManager).to.equal(local.url);
    const { objectId, tenantId } = local.connection;
    expect(await azure.roles.caller()).to.include({ objectId, tenantId });
    const permissions = await azure.roles.permissions(group);
    expect(allows(permissions, "Microsoft.Authorization/roleAssignments/write")).to.be.true;
    const scope = `/subscriptions/${azure.subscriptionId}`;
    expect(await azure.roles.assignments(scope, objectId)).to.have.length(1);
    const providers = ["Microsoft.MachineLearningServices", "Microsoft.Nothing"];
    expect(await azure.providers.unregistered(providers)).to.include("Microsoft.Nothing");
  });

  it("waits for what takes time, and finds nothing after the delete", async () => {
    const { arm } = signed.azure;
    const states: string[] = [];
    const made = await arm.put<{ properties: { provisioningState: string } }>(
      account("store001"),
      "2024-01-01",
      body,
      { onState: (state) => states.push(state) },
    );
    expect(made.properties.provisioningState).to.equal("Succeeded");
    const id = `${signed.group}/providers/Microsoft.KeyVault`;
    expect(await arm.list(`${id}/vaults`, "2024-11-01")).to.deep.equal([]);
    expect(await arm.delete(account("store001"), "2024-01-01")).to.be.true;
    expect(await arm.delete(account("store001"), "2024-01-01")).to.be.false;
    expect(await arm.find(account("store001"), "2024-01-01")).to.equal(undefined);
  });

  for (const fault of [
    { status: 429, headers: { "Retry-After": "0" } },
    { status: 503 },
    "reset",
    "expiredToken",
  ]) {
    it(`comes through ${JSON.stringify(fault)} in the middle of a PUT`, async () => {
      const added = await signed.local.admin("POST", "/admin/faults", {
        method: "PUT",
        path: "store002",
        do: fault,
      });
      expect(added.status).to.be.below(300);
      await signed.azure.arm.put(account("store002"), "2024-01-01", body);
      await signed.azure.arm.delete(account("store002"), "2024-01-01");
      const { text } = await signed.local.admin("GET", "/admin/faults");
      expect(text).to.contain('"hits":1');
      await signed.local.admin("DELETE", "/admin/faults");
    });
  }

  for (const fault of [
    { status: 429, headers: { "Retry-After": "0" } },
    { status: 503 },
    "reset",
  ]) {
    it(`signs in through ${JSON.stringify(fault)} of the login service and of the cloud's description`, async () => {
      await signed.local.admin("POST", "/admin/faults", { path: "/oauth2/v2.0/token$", do: fault });
      await signed.local.admin("POST", "/admin/faults", {
        path: "/metadata/endpoints$",
        do: fault,
      });
      const azure = await signed.again({}, { http: {} });
      await azure.arm.get(signed.group, "2024-03-01");
      const { text } = await signed.local.admin("GET", "/admin/faults");
      expect(text.match(/"hits":1/g)).to.have.length(2);
      await signed.local.admin("DELETE", "/admin/faults");
    });
  }

  it("looks the cloud up and signs in once per process and login", async () => {
    const count = async () => {
      const { text } = await signed.local.admin("GET", "/admin/requests?since=0");
      return text.match(/metadata\/endpoints|oauth2/g)?.length;
    };
    const before = await count();
    const azure = await signed.again();
    await azure.arm.get(signed.group, "2024-03-01");
    expect(before).to.be.greaterThan(0);
    expect(await count()).to.equal(before);
  });

  it("gives Azure's own words and the correlation id", async () => {
    const error = await failure(signed.azure.arm.put(account("No_Name"), "2024-01-01", body));
    expect(isAzureError(error, 400, "AccountNameInvalid")).to.be.true;
    expect(error.message).to.contain("correlation id").and.to.contain("PUT https://localhost");
  });

  it("says what was tried when the secret is wrong, without the secret", async () => {
    const azure = await signed.again({ ARM_CLIENT_SECRET: "wrong-secret-1" });
    const error = await failure(azure.arm.get(signed.group, "2024-03-01"));
    expect(error).to.be.instanceOf(SignInError);
    expect(error.message).to.contain("tried: client secret (ARM_CLIENT_SECRET)");
    expect(error.message)
      .to.match(/AADSTS7000215|invalid_client/)
      .and.not.to.contain("wrong-secret-1");
  });
});
