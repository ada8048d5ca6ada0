import { expect } from "chai";
import { at, startLocalAzure, type LocalAzure } from "../start";

const version = "api-version=2024-03-01";
const group = `~/resourcegroups/rgA?${version}`;
const identity =
  "~/resourceGroups/rgA/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai?api-version=2023-01-31";

describe("resource groups of local Azure", () => {
  let azure: LocalAzure;
  beforeEach(async () => {
    azure = await startLocalAzure();
  });
  afterEach(() => azure.stop());

  it("makes, updates, reads and lists them in Azure's spelling", async () => {
    const body = { location: "East US", tags: { env: "dev" } };
    const made = await azure.fetch(group, { method: "PUT", body });
    expect(made.status).to.equal(201);
    expect(made.body).to.deep.include({
      id: `/subscriptions/${azure.connection.subscriptionId}/resourceGroups/rgA`,
      location: "eastus",
      tags: { env: "dev" },
      properties: { provisioningState: "Succeeded" },
    });
    expect((await azure.fetch(group)).body).to.eql(made.body);
    const again = await azure.fetch(group.replace("rgA", "RGa"), {
      method: "PUT",
      body: { location: "eastus" },
    });
    expect(again.status).to.equal(200);
    expect(again.body.name).to.equal("rgA");
    const list = await azure.fetch(`~/resourceGroups?${version}`);
    expect(list.body.value).to.eql([again.body]);
  });

  it("refuses a moved, missing and unknown location", async () => {
    await azure.fetch(group, { method: "PUT", body: { location: "eastus" } });
    const cases: [unknown, number, string][] = [
      [{ location: "westus" }, 409, "InvalidResourceGroupLocation"],
      [{}, 400, "LocationRequired"],
      [{ location: "atlantis" }, 400, "LocationNotAvailableForResourceType"],
      [{ location: 5 }, 400, "InvalidRequestContent"],
    ];
    for (const [body, status, code] of cases) {
      const answer = await azure.fetch(group, { method: "PUT", body });
      expect([answer.status, at(answer.body, "error", "code")]).to.eql([status, code]);
    }
  });

  it("deletes with all that is inside, by a Location that ends with 204", async () => {
    await azure.fetch(group, { method: "PUT", body: { location: "eastus" } });
    const made = await azure.fetch(identity, { method: "PUT", body: { location: "eastus" } });
    expect(made.status).to.equal(201);
    const deleted = await azure.fetch(group, { method: "DELETE" });
    expect(deleted.status).to.equal(202);
    expect(deleted.headers.get("azure-asyncoperation")).to.be.null;
    expect((await azure.finish(deleted)).status).to.equal(204);
    expect((await azure.fetch(group)).status).to.equal(404);
    const inside = await azure.fetch(identity);
    expect(at(inside.body, "error", "code")).to.equal("ResourceGroupNotFound");
    expect(azure.cloud.resources.get(String(made.body.id))).to.be.undefined;
    expect((await azure.fetch(group, { method: "DELETE" })).status).to.equal(404);
  });

  it("lists what a group and the subscription hold", async () => {
    await azure.fetch(group, { method: "PUT", body: { location: "eastus" } });
    const made = await azure.fetch(identity, { method: "PUT", body: { location: "eastus" } });
    for (const scope of ["~", "~/resourceGroups/RGA"]) {
      const { body } = await azure.fetch(`${scope}/resources?api-version=2021-04-01`);
      const { id, name, type, location, tags } = made.body;
      expect(body.value).to.eql([{ id, name, type, location, tags }]);
    }
  });

  it("stays while it is being deleted, and takes nothing new", async () => {
    await azure.fetch(group, { method: "PUT", body: { location: "eastus" } });
    await azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    const deleted = await azure.fetch(group, { method: "DELETE" });
    expect(deleted.headers.get("retry-after")).to.equal("1");
    expect(at((await azure.fetch(group)).body, "properties", "provisioningState")).to.equal(
      "Deleting",
    );
    const put = await azure.fetch(identity, { method: "PUT", body: { location: "eastus" } });
    expect([put.status, at(put.body, "error", "code")]).to.eql([409, "ResourceGroupBeingDeleted"]);
    const poll = await azure.fetch(deleted.headers.get("location") ?? "");
    expect([poll.status, poll.headers.get("retry-after")]).to.eql([202, "1"]);
    await azure.admin("POST", "/admin/clock", { advanceSeconds: 100 });
    expect((await azure.finish(deleted)).status).to.equal(204);
  });

  it("asks for registration of the namespace until it is registered", async () => {
    await azure.fetch(group, { method: "PUT", body: { location: "eastus" } });
    const namespace = "Microsoft.ManagedIdentity";
    await azure.admin("POST", "/admin/providers", { namespace, registered: false });
    const refused = await azure.fetch(identity, { method: "PUT", body: { location: "eastus" } });
    expect([refused.status, at(refused.body, "error", "code")]).to.eql([
      409,
      "MissingSubscriptionRegistration",
    ]);
    const provider = `~/providers/${namespace}`;
    const state = async (): Promise<unknown> =>
      (await azure.fetch(`${provider}?api-version=2019-05-01`)).body.registrationState;
    expect(await state()).to.equal("NotRegistered");
    await azure.fetch(`${provider}/register?api-version=2019-05-01`, { method: "POST" });
    expect(await state()).to.equal("Registered");
    const made = await azure.fetch(identity, { method: "PUT", body: { location: "eastus" } });
    expect(made.status).to.equal(201);
  });
});
