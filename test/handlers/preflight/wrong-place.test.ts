import { expect } from "chai";
import { handler } from "../../../handlers/index";
import type { Properties } from "../../../handlers/state";
import { onLocalAzure } from "../on-local-azure";
import { inputsOf } from "../resource";

const a100 = "Standard_NC24ads_A100_v4";

describe("Preflight where Azure does not know the place", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  const problems = async (more: Properties): Promise<string[]> => {
    const news = inputsOf("preflight", {
      enabled: true,
      subscriptionId: local().connection.subscriptionId,
      location: local().connection.location,
      ...{ resourceGroupName: "rg-none", workspaceName: "ws-none", clusterName: "gpu" },
      ...{ endpointName: "chat-none", storageAccountName: "storenone", keyVaultName: "vault-none" },
      registryName: "registrynone",
      training: { vmSize: a100, count: 1 },
      serving: { vmSize: a100, count: 1, rollout: "blueGreen" },
      notes: [],
      ...more,
    });
    const { failures } = await handler.check({}, news);
    return failures.flatMap(({ reason }) => reason.split("\n").map((line) => line.trim()));
  };

  it("names the region and the setting, beside what else is wrong", async () => {
    const [region, ...others] = await problems({ location: "eastuss", dataFiles: ["none.jsonl"] });
    expect([region, ...others].join("\n"))
      .to.include("azure-native:location 'eastuss' is no region with Azure ML")
      .and.include("none.jsonl");
    expect(others).to.have.length(2);
  });

  it("names the subscription once, and what to set", async () => {
    const subscriptionId = "00000000-0000-0000-0000-000000000001";
    const found = await problems({ subscriptionId });
    expect(found, found.join("\n")).to.have.length(1);
    expect(found[0]).to.match(
      /^subscription '0{8}-.*' is not there for this login \(.+\); set azure-native:subscriptionId/,
    );
  });
});
