import { readFileSync } from "node:fs";
import { AzureMachineLearningWorkspaces } from "@azure/arm-machinelearning";
import { tlsPolicy } from "@azure/core-rest-pipeline";
import { expect } from "chai";
import { cluster } from "./bodies";
import { makeTunedModel, makeWorkspace, startWorld, type World } from "./world";

describe("Azure's own management client on local Azure", function () {
  this.timeout(60_000);
  let world: World;
  let client: AzureMachineLearningWorkspaces;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await makeTunedModel(world);
    const { azure } = world;
    const credential = {
      getToken: async () => ({
        token: await azure.token(),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    };
    client = new AzureMachineLearningWorkspaces(credential, azure.connection.subscriptionId, {
      endpoint: azure.url,
    });
    client.pipeline.addPolicy(tlsPolicy({ ca: readFileSync(azure.connection.caFile, "utf8") }));
  });
  after(() => world.stop());

  it("reads workspaces, sizes, datastores and jobs", async () => {
    const workspace = await client.workspaces.get("rg", "ws1");
    expect(workspace.provisioningState).to.equal("Succeeded");
    expect(workspace.mlFlowTrackingUri).to.match(/^azureml:/);
    const sizes = await client.virtualMachineSizes.list("eastus");
    expect(sizes.value?.find(({ name }) => name === cluster)?.gpus).to.equal(1);
    const secrets = await client.datastores.listSecrets("rg", "ws1", "workspaceblobstore");
    expect(secrets.secretsType).to.equal("AccountKey");
    const job = await client.jobs.get("rg", "ws1", "job1");
    expect(job.properties.status).to.equal("Completed");
    const usages = [];
    for await (const usage of client.usages.list("eastus")) usages.push(usage);
    expect(usages.length).to.be.above(5);
  });

  it("changes a cluster and waits for it", async () => {
    const compute = await client.computeOperations.get("rg", "ws1", "gpu");
    const changed = await client.computeOperations.beginCreateOrUpdateAndWait("rg", "ws1", "gpu", {
      ...compute,
      tags: { a: "b" },
    });
    expect(changed.tags).to.deep.equal({ a: "b" });
  });

  it("makes, asks for and deletes an endpoint with a deployment", async () => {
    const at = ["rg", "ws1", "chat-sdk"] as const;
    await client.onlineEndpoints.beginCreateOrUpdateAndWait(...at, {
      location: "eastus",
      properties: { authMode: "Key" },
    });
    const { id } = await client.modelVersions.get("rg", "ws1", "tuned", "1");
    const deployment = await client.onlineDeployments.beginCreateOrUpdateAndWait(...at, "blue", {
      location: "eastus",
      sku: { name: "Default", capacity: 1 },
      properties: { endpointComputeType: "Managed", instanceType: cluster, model: id ?? "" },
    });
    expect(deployment.properties.provisioningState).to.equal("Succeeded");
    const logs = await client.onlineDeployments.getLogs(...at, "blue", { tail: 5 });
    expect(logs.content).to.contain("Listening");
    const keys = await client.onlineEndpoints.listKeys(...at);
    expect(keys.primaryKey).to.have.length.above(30);
    await client.onlineEndpoints.beginDeleteAndWait(...at);
    const gone = await client.onlineEndpoints.get(...at).catch((error: unknown) => String(error));
    expect(gone).to.contain("was not found");
  });
});
