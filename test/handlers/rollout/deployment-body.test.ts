import { expect } from "chai";
import {
  deploymentBody,
  deploymentName,
  duration,
} from "../../../handlers/rollout/deployment-body";

const settings = {
  modelId:
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/models/m/versions/1",
  instanceType: "Standard_NC6s_v3",
  instanceCount: 1,
  requestTimeoutMs: 90_000,
  livenessInitialDelaySeconds: 600,
  maxConcurrentRequestsPerInstance: 1,
};

describe("deployment", () => {
  it("keeps its name when only the count, the letter case of the size or the workspace changes", () => {
    const same = [
      { ...settings, instanceCount: 5 },
      { ...settings, instanceType: "STANDARD_NC6S_V3" },
      { ...settings, modelId: settings.modelId.replace("workspaces/w/", "workspaces/other/") },
    ];
    expect(new Set([settings, ...same].map(deploymentName)).size).to.equal(1);
    expect(deploymentName(settings)).to.match(/^demo-[0-9a-f]{8}$/);
  });

  it("gets another name when anything else changes", () => {
    const variants = [
      { ...settings, modelId: settings.modelId.replace(/1$/, "2") },
      { ...settings, instanceType: "Standard_NC24ads_A100_v4" },
      { ...settings, requestTimeoutMs: 5_000 },
      { ...settings, livenessInitialDelaySeconds: 10 },
      { ...settings, maxConcurrentRequestsPerInstance: 2 },
    ];
    expect(new Set([settings, ...variants].map(deploymentName)).size).to.equal(6);
  });

  it("has the tutorial's times and the count as the capacity", () => {
    const { sku, properties } = deploymentBody({ ...settings, instanceCount: 2 }, "eastus", {});
    expect(sku.capacity).to.equal(2);
    expect(properties.livenessProbe.initialDelay).to.equal("PT10M");
    expect(properties.requestSettings.requestTimeout).to.equal("PT1M30S");
  });

  it("writes durations as ISO 8601", () => {
    expect([0, 2, 60, 3_661, 0.5, 7_200].map(duration)).to.deep.equal([
      "PT0S",
      "PT2S",
      "PT1M",
      "PT1H1M1S",
      "PT0.5S",
      "PT2H",
    ]);
  });
});
