import { expect } from "chai";
import { pipelineJobBody } from "../../handlers/training/job-body";
import { deploymentBody } from "../../handlers/rollout/deployment-body";
import { bodyProblems } from "./check-body";

const workspace = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
const put = (path: string, body: unknown) =>
  bodyProblems({ method: "PUT", path: `${workspace}${path}`, query: "api-version=2025-12-01", status: 200, body });

const cluster = {
  location: "eastus",
  properties: { computeType: "AmlCompute", properties: { vmSize: "Standard_NC24ads_A100_v4", vmPriority: "Dedicated" } },
};

describe("published body schemas", () => {
  it("take a cluster, and refuse a wrong enum, an unknown property and a missing discriminator", () => {
    expect(put("/computes/c", cluster)).to.deep.equal([]);
    const { properties } = cluster;
    const wrong = [
      { ...properties, properties: { ...properties.properties, vmPriority: "dedicated" } },
      { ...properties, properties: { ...properties.properties, vmsize: "x" } },
      { properties: properties.properties },
    ];
    for (const one of wrong) expect(put("/computes/c", { ...cluster, properties: one }), JSON.stringify(one)).not.to.be.empty;
  });

  it("take the job and the deployment that the handlers send", () => {
    const job = pipelineJobBody({
      ...{ displayName: "d", experiment: "e", componentName: "c", componentId: "i", modelId: "m" },
      ...{ trainUri: "t", testUri: "u", computeName: "n", gpusPerNode: 1, parameters: { a: "1" }, tags: {} },
    });
    const deployment = deploymentBody(
      {
        ...{ modelId: "m", instanceType: "x", instanceCount: 1, requestTimeoutMs: 1_000 },
        ...{ livenessInitialDelaySeconds: 10, maxConcurrentRequestsPerInstance: 1 },
      },
      "eastus",
      {},
    );
    expect(put("/jobs/j", job)).to.deep.equal([]);
    expect(put("/onlineEndpoints/e/deployments/d", deployment)).to.deep.equal([]);
    expect(put("/onlineEndpoints/e/deployments/d", { ...deployment, instanceCount: 1, location: 5 })).not.to.be.empty;
  });

  it("take a version of a data asset, and refuse one without its address", () => {
    const properties = { dataType: "uri_file", dataUri: "azureml://datastores/s/paths/p", tags: { a: "b" } };
    expect(put("/data/d/versions/1", { properties })).to.deep.equal([]);
    expect(put("/data/d/versions/1", { properties: { dataType: "uri_file" } })).not.to.be.empty;
    expect(put("/data/d", { properties: { dataType: "uri_file", description: "Rows" } })).to.deep.equal([]);
  });

  it("say nothing about what they do not know", () => {
    expect(put("/schedules/s", {})).to.equal(undefined);
  });
});
