import { readFileSync } from "node:fs";
import { AzureMachineLearningWorkspaces, type PipelineJob } from "@azure/arm-machinelearning";
import { tlsPolicy } from "@azure/core-rest-pipeline";
import { ClientSecretCredential } from "@azure/identity";
import { expect } from "chai";
import { cluster, jobBody, storage, vault } from "../local/azure/machinelearning/bodies";
import {
  makeDependencies,
  startWorld,
  uploadRows,
  waitForJob,
  type World,
} from "../local/azure/machinelearning/world";

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

const names = (items: readonly { readonly name?: string }[]): (string | undefined)[] =>
  items.map(({ name }) => name);

async function refusal(call: Promise<unknown>): Promise<[status: unknown, code: unknown]> {
  const error = await call.then(
    () => ({ statusCode: "not refused", code: undefined }),
    (reason: unknown) => reason as { statusCode: unknown; code: unknown },
  );
  return [error.statusCode, error.code];
}

const location = "eastus";
const at = ["rg", "ws1"] as const;
const endpoint = [...at, "sdk-endpoint"] as const;

/** The client with its own login, headers, retries and pollers; only the CA is told to it. */
function clientOf({ azure }: World): AzureMachineLearningWorkspaces {
  const { tenantId, clientId, clientSecret, subscriptionId, caFile } = azure.connection;
  const tls = tlsPolicy({ ca: readFileSync(caFile, "utf8") });
  const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, {
    authorityHost: azure.url,
    disableInstanceDiscovery: true,
    additionalPolicies: [{ policy: tls, position: "perCall" }],
  });
  const client = new AzureMachineLearningWorkspaces(credential, subscriptionId, {
    endpoint: azure.url,
    credentialScopes: `${azure.url}/.default`,
  });
  client.pipeline.addPolicy(tls);
  return client;
}

describe("@azure/arm-machinelearning on local Azure", function () {
  this.timeout(60_000);
  let world: World;
  let client: AzureMachineLearningWorkspaces;
  before(async () => {
    world = await startWorld();
    await makeDependencies(world);
    client = clientOf(world);
  });
  after(() => world.stop());

  it("makes, changes, lists and reads a workspace", async () => {
    const made = await client.workspaces.beginCreateOrUpdateAndWait(...at, {
      location,
      identity: { type: "SystemAssigned" },
      friendlyName: "one",
      storageAccount: world.id(storage),
      keyVault: world.id(vault),
    });
    expect(made).to.include({ name: "ws1", provisioningState: "Succeeded", friendlyName: "one" });
    const updated = await client.workspaces.beginUpdateAndWait(...at, { tags: { team: "chat" } });
    expect(updated.tags).to.deep.equal({ team: "chat" });
    expect(updated.friendlyName).to.equal("one");
    expect(names(await all(client.workspaces.listByResourceGroup("rg")))).to.deep.equal(["ws1"]);
    expect(names(await all(client.workspaces.listBySubscription()))).to.deep.equal(["ws1"]);
  });

  it("gives datastores and their secrets", async () => {
    const stores = await all(client.datastores.list(...at));
    expect(names(stores)).to.include.members(["workspaceblobstore", "workspacefilestore"]);
    const store = await client.datastores.get(...at, "workspaceblobstore");
    expect(store.properties).to.include({ datastoreType: "AzureBlob", isDefault: true });
    const secrets = await client.datastores.listSecrets(...at, "workspaceblobstore");
    expect(secrets.secretsType).to.equal("AccountKey");
  });

  it("registers, archives, lists and deletes data", async () => {
    const { dataVersions, dataContainers } = client;
    const dataUri = "azureml://datastores/workspaceblobstore/paths/rows.jsonl";
    const properties = { dataType: "uri_file", dataUri } as const;
    const first = await dataVersions.createOrUpdate(...at, "rows", "1", { properties });
    expect(first.properties).to.include({ dataUri, isArchived: false });
    await dataVersions.createOrUpdate(...at, "rows", "2", { properties });
    await dataVersions.createOrUpdate(...at, "rows", "2", {
      properties: { ...properties, isArchived: true },
    });
    expect(names(await all(dataVersions.list(...at, "rows")))).to.deep.equal(["1"]);
    const every = dataVersions.list(...at, "rows", { listViewType: "All" });
    expect(names(await all(every))).to.deep.equal(["2", "1"]);
    const container = await dataContainers.get(...at, "rows");
    expect(container.properties).to.include({ dataType: "uri_file", latestVersion: "2" });
    await dataContainers.createOrUpdate(...at, "empty", { properties: { dataType: "uri_folder" } });
    expect(names(await all(dataContainers.list(...at)))).to.have.members(["rows", "empty"]);
    await dataVersions.delete(...at, "rows", "2");
    expect(await refusal(dataVersions.get(...at, "rows", "2"))).to.deep.equal([404, "UserError"]);
    await dataContainers.delete(...at, "rows");
    expect(await refusal(dataVersions.get(...at, "rows", "1"))).to.deep.equal([404, "UserError"]);
  });

  it("makes, scales, lists and deletes a cluster", async () => {
    const properties = {
      computeType: "AmlCompute" as const,
      properties: {
        vmSize: cluster,
        vmPriority: "Dedicated",
        scaleSettings: { minNodeCount: 0, maxNodeCount: 1, nodeIdleTimeBeforeScaleDown: "PT2M" },
      },
    };
    const computes = client.computeOperations;
    const made = await computes.beginCreateOrUpdateAndWait(...at, "gpu", { location, properties });
    expect(made.properties?.provisioningState).to.equal("Succeeded");
    const scaled = await computes.beginUpdateAndWait(...at, "gpu", {
      properties: { scaleSettings: { minNodeCount: 0, maxNodeCount: 2 } },
    });
    expect(scaled.properties).to.have.nested.property("properties.scaleSettings.maxNodeCount", 2);
    expect(await all(computes.listNodes(...at, "gpu"))).to.deep.equal([]);
    await computes.beginCreateOrUpdateAndWait(...at, "second", { location, properties });
    expect(names(await all(computes.list(...at)))).to.have.members(["gpu", "second"]);
    await computes.beginDeleteAndWait(...at, "second", "Delete");
    expect(await refusal(computes.get(...at, "second"))).to.deep.equal([404, "UserError"]);
  });

  it("submits, lists and cancels jobs, and registers what one made", async () => {
    const properties = jobBody(await uploadRows(world)).properties as PipelineJob;
    const customHeaders = {
      "x-azureml-token": await world.azure.token("https://ml.azure.local"),
    };
    const own = { requestOptions: { customHeaders } };
    await client.jobs.createOrUpdate(...at, "sdk-job", { properties }, own);
    expect(await waitForJob(world, "sdk-job")).to.equal("Completed");
    const listed = await all(client.jobs.list(...at, { jobType: "Pipeline" }));
    expect(names(listed)).to.deep.equal(["sdk-job"]);
    await world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 1000 });
    await client.jobs.createOrUpdate(...at, "sdk-stopped", { properties }, own);
    await client.jobs.beginCancelAndWait(...at, "sdk-stopped");
    await world.azure.admin("POST", "/admin/clock", { latency: 0 });
    expect(await waitForJob(world, "sdk-stopped")).to.equal("Canceled");

    const model = await client.modelVersions.createOrUpdate(...at, "tuned", "1", {
      properties: {
        modelType: "mlflow_model",
        modelUri: "azureml://jobs/sdk-job/outputs/trained_model",
      },
    });
    expect(model.properties.modelType).to.equal("mlflow_model");
    expect(names(await all(client.modelVersions.list(...at, "tuned")))).to.deep.equal(["1"]);
    expect(names(await all(client.modelContainers.list(...at)))).to.deep.equal(["tuned"]);
    const container = await client.modelContainers.get(...at, "tuned");
    expect(container.properties.latestVersion).to.equal("1");
  });

  it("makes an endpoint with a deployment, traffic and keys", async () => {
    const endpoints = client.onlineEndpoints;
    await endpoints.beginCreateOrUpdateAndWait(...endpoint, {
      location,
      properties: { authMode: "Key" },
    });
    const { id } = await client.modelVersions.get(...at, "tuned", "1");
    const deployment = await client.onlineDeployments.beginCreateOrUpdateAndWait(
      ...endpoint,
      "blue",
      {
        location,
        sku: { name: "Default", capacity: 1 },
        properties: { endpointComputeType: "Managed", instanceType: cluster, model: id ?? "" },
      },
    );
    expect(deployment.properties.provisioningState).to.equal("Succeeded");
    const live = await endpoints.beginCreateOrUpdateAndWait(...endpoint, {
      location,
      properties: { authMode: "Key", traffic: { blue: 100 } },
    });
    expect(live.properties.traffic).to.deep.equal({ blue: 100 });
    const before = await endpoints.listKeys(...endpoint);
    await endpoints.beginRegenerateKeysAndWait(...endpoint, { keyType: "Primary" });
    const after = await endpoints.listKeys(...endpoint);
    expect(after.primaryKey).not.to.equal(before.primaryKey);
    expect(after.secondaryKey).to.equal(before.secondaryKey);
    expect(names(await all(endpoints.list(...at)))).to.deep.equal(["sdk-endpoint"]);
  });

  it("lists, scales and deletes deployments", async () => {
    const deployments = client.onlineDeployments;
    expect(names(await all(deployments.list(...endpoint)))).to.deep.equal(["blue"]);
    const skus = await all(deployments.listSkus(...endpoint, "blue"));
    expect(skus[0]?.capacity?.minimum).to.be.a("number");
    const scaled = await deployments.beginUpdateAndWait(...endpoint, "blue", {
      sku: { capacity: 2 },
    });
    expect(scaled.sku?.capacity).to.equal(2);
    const logs = await deployments.getLogs(...endpoint, "blue", { tail: 3 });
    expect(logs.content?.trim().split("\n").length).to.be.at.most(3);
    expect(await refusal(deployments.beginDeleteAndWait(...endpoint, "blue"))).to.deep.equal([
      400,
      "UserError",
    ]);
    await client.onlineEndpoints.beginDeleteAndWait(...endpoint);
    expect(await all(client.onlineEndpoints.list(...at))).to.deep.equal([]);
  });

  it("gives sizes, usages and quotas, and deletes the workspace", async () => {
    const sizes = await client.virtualMachineSizes.list(location);
    expect(sizes.value?.find(({ name }) => name === cluster)?.gpus).to.equal(1);
    expect((await all(client.usages.list(location))).length).to.be.above(5);
    expect((await all(client.quotas.list(location))).length).to.be.above(5);
    await client.workspaces.beginDeleteAndWait(...at);
    expect(await refusal(client.workspaces.get(...at))).to.deep.equal([404, "ResourceNotFound"]);
    // Deleted, but not for good.
    expect(names(await all(client.workspaces.listByResourceGroup("rg")))).to.deep.equal([]);
    expect(names(await all(client.workspaces.listBySubscription()))).to.deep.equal(["ws1"]);
  });
});
