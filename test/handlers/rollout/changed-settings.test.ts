import { expect } from "chai";
import type { Deployment } from "../../../azure/endpoint-resource";
import { changedSettings, needsAnother } from "../../../handlers/rollout/changed-settings";

const workspace =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
const settings = {
  modelId: `${workspace}/models/m/versions/1`,
  instanceType: "Standard_NC6s_v3",
  instanceCount: 1,
  requestTimeoutMs: 90_000,
  livenessInitialDelaySeconds: 600,
  maxConcurrentRequestsPerInstance: 4,
};

/** As Azure answers: with what it fills in, and with its own letter case. */
function deployment(properties: object): Deployment {
  return {
    ...{ id: "", name: "demo-1", location: "eastus" },
    properties: {
      model: settings.modelId,
      instanceType: settings.instanceType,
      requestSettings: {
        ...{ requestTimeout: "PT1M30S", maxConcurrentRequestsPerInstance: 4 },
        maxQueueWait: "PT0.5S",
      },
      livenessProbe: { initialDelay: "PT10M", period: "PT10S", failureThreshold: 30 },
      ...properties,
    },
  };
}

describe("settings of a deployment that differ", () => {
  for (const [what, properties] of Object.entries({
    "what Azure fills in": {},
    "letter case": {
      model: settings.modelId.replace("resourceGroups", "resourcegroups").toUpperCase(),
      instanceType: "STANDARD_NC6S_V3",
    },
    "how a duration is written": {
      requestSettings: { requestTimeout: "PT90.0S", maxConcurrentRequestsPerInstance: 4 },
      livenessProbe: { initialDelay: "P0DT600S" },
    },
    "a model by its workspace's other address": {
      model: "azureml://locations/eastus/workspaces/1234/models/m/versions/1",
    },
    "what is not in the answer": { requestSettings: null, livenessProbe: undefined, model: null },
  }))
    it(`are none by ${what}`, () => {
      expect(changedSettings(deployment(properties), settings)).to.deep.equal([]);
    });

  it("are told with what was found and what is wanted", () => {
    const changed = changedSettings(
      deployment({
        model: "azureml://registries/azureml/models/m/versions/1",
        requestSettings: { requestTimeout: "PT5S", maxConcurrentRequestsPerInstance: 1 },
        livenessProbe: { initialDelay: "PT10S" },
      }),
      settings,
    );
    expect(changed.map(({ setting, found, wanted }) => [setting, found, wanted])).to.deep.equal([
      ["model", "azureml://registries/azureml/models/m/versions/1", settings.modelId],
      ["requestSettings.requestTimeout", "PT5S", "PT1M30S"],
      ["requestSettings.maxConcurrentRequestsPerInstance", "1", "4"],
      ["livenessProbe.initialDelay", "PT10S", "PT10M"],
    ]);
    expect(needsAnother(changed)).to.equal(false);
  });

  it("by the size of the machines need another deployment", () => {
    const changed = changedSettings(deployment({ instanceType: "Standard_F4s_v2" }), settings);
    expect(needsAnother(changed)).to.equal(true);
  });
});
