import { expect } from "chai";
import { bodyOf } from "../../azure/endpoint-resource";
import type { Endpoint } from "../../azure/endpoint-resource";
import { createEndpoints } from "../../azure/endpoints";
import { DeadlineError } from "../../azure/operation";
import { FakeAzure, cloud } from "./fake-transport";
import { failure } from "./failure";

type Script = ConstructorParameters<typeof FakeAzure>[0];

const id =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/e";
const identity =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u";
const endpoint = (traffic: Record<string, number>, more = {}): Endpoint => ({
  id,
  name: "e",
  location: "eastus",
  tags: { owner: "us" },
  identity: {
    type: "UserAssigned",
    principalId: "p",
    userAssignedIdentities: { [identity]: { clientId: "c" } },
  },
  properties: {
    authMode: "Key",
    provisioningState: "Succeeded",
    scoringUri: "https://score.test",
    description: "d",
    traffic,
    ...more,
  },
});

describe("endpoints", () => {
  const make = (script: Script) => {
    const azure = new FakeAzure(script);
    return {
      azure,
      endpoints: createEndpoints(azure.arm(), cloud, { intervalSeconds: 5, deadlineSeconds: 60 }),
    };
  };

  it("sets traffic by a full PUT that keeps everything else, and waits until it shows", async () => {
    const { azure, endpoints } = make({
      [`GET ${id}`]: [
        endpoint({ old: 100 }),
        endpoint({ old: 100 }),
        endpoint({ new: 100, old: 0 }),
      ].map((body) => ({ body })),
      [`PUT ${id}`]: { body: endpoint({ old: 100 }) },
    });
    const set = await endpoints.setTraffic(id, { new: 100, old: 0 });
    expect(set.properties.traffic).to.deep.equal({ new: 100, old: 0 });
    const put = azure.sent.find(({ method }) => method === "PUT");
    expect(put?.body).to.deep.equal({
      location: "eastus",
      tags: { owner: "us" },
      identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
      properties: { authMode: "Key", description: "d", traffic: { new: 100 } },
    });
  });

  it("sends nothing when the traffic is so already", async () => {
    const { azure, endpoints } = make({ [`GET ${id}`]: { body: endpoint({ Demo: 100, old: 0 }) } });
    await endpoints.setTraffic(id, { demo: 100 });
    expect(azure.calls()).to.deep.equal([`GET ${id}`]);
  });

  it("says which traffic never showed", async () => {
    const { endpoints } = make({
      [`GET ${id}`]: { body: endpoint({ old: 100 }) },
      [`PUT ${id}`]: { body: endpoint({ old: 100 }) },
    });
    const error = await failure(endpoints.setTraffic(id, { new: 100 }));
    expect(error).to.be.instanceOf(DeadlineError);
    expect(error.message).to.contain('{"new":100}').and.to.contain('last state: {"old":100}');
  });

  it("keeps settings that it does not know in an update, and leaves nulls out", () => {
    const { properties } = bodyOf(endpoint({}, { publicNetworkAccess: "Disabled", keys: null }));
    expect(properties)
      .to.include({ publicNetworkAccess: "Disabled" })
      .and.not.to.have.property("keys");
  });

  it("reads both containers' logs, and never fails for want of one", async () => {
    const logs = `POST ${id}/deployments/demo/getLogs`;
    const { azure, endpoints } = make({
      [logs]: ({ body }) =>
        (body as { containerType?: string }).containerType
          ? { status: 404, body: { error: { code: "NotFound", message: "no container" } } }
          : { body: { content: "server says" } },
    });
    const found = await endpoints.getLogs(id, "demo", 20);
    expect(found.inferenceServer).to.equal("server says");
    expect(found.storageInitializer).to.contain("no container");
    expect(azure.sent.map(({ body }) => body)).to.deep.include.members([
      { tail: 20 },
      { containerType: "StorageInitializer", tail: 20 },
    ]);
  });

  it("gets the token that the authentication mode wants", async () => {
    const { endpoints } = make({
      [`POST ${id}/listKeys`]: { body: { primaryKey: "key", secondaryKey: "other" } },
      [`POST ${id}/token`]: { body: { accessToken: "aml" } },
    });
    expect(await endpoints.token(endpoint({}))).to.equal("key");
    expect(await endpoints.token(endpoint({}, { authMode: "AMLToken" }))).to.equal("aml");
    expect(await endpoints.token(endpoint({}, { authMode: "AADToken" }))).to.match(/^token-/);
  });
});
