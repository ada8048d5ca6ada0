import { expect } from "chai";
import type { Deployment, Endpoint } from "../../../azure/endpoint-resource";
import { liveDeployment, type Look } from "../../../scripts/invoke/live-deployment";
import type { StackParts } from "../../../scripts/stack/stack-parts";

type Connect = () => Promise<Look>;

const id = "/ws/onlineEndpoints/ep";
const endpoint: Endpoint = {
  id,
  name: "ep",
  location: "eastus",
  properties: { authMode: "Key", scoringUri: "https://ep/score" },
};
const complete = { workspaceId: "/ws", endpointName: "ep", deploymentName: "demo-1" };
const deployment = (provisioningState: string): Deployment => ({
  id: `${id}/deployments/demo-1`,
  name: "demo-1",
  location: "eastus",
  properties: { provisioningState },
});

const azure =
  (found: Endpoint | undefined, deployments: Deployment[]): Connect =>
  () => {
    const endpoints = {
      find: (asked: string) => Promise.resolve(asked === id ? found : undefined),
      deployments: () => Promise.resolve(deployments),
    };
    return Promise.resolve({ endpoints });
  };
const unreachable: Connect = () => Promise.reject(new Error("Azure was asked"));

async function refusal(parts: StackParts, connect: Connect): Promise<string> {
  return liveDeployment({ name: "dev", parts, config: {} }, connect).then(
    () => "accepted",
    (error: unknown) => (error instanceof Error ? error.message : ""),
  );
}

describe("liveDeployment", () => {
  it("is the one that the stack names", async () => {
    const connect = azure(endpoint, [deployment("Succeeded")]);
    const view = { name: "dev", parts: complete, config: {} };
    expect(await liveDeployment(view, connect)).to.deep.equal({
      endpoint,
      deployment: "demo-1",
      scoringUri: "https://ep/score",
    });
  });

  it("says what the stack does not have, without asking Azure", async () => {
    expect(await refusal({}, unreachable)).to.equal(
      "stack 'dev' has nothing yet; next: pulumi up -s dev",
    );
    expect(await refusal({ workspaceId: "/ws" }, unreachable)).to.match(
      /no endpoint \(see serving\.enabled.*next: pulumi up/,
    );
    expect(await refusal({ workspaceId: "/ws", endpointName: "ep" }, unreachable)).to.match(
      /no deployment is live on endpoint 'ep'.*metrics.*next: pulumi up/,
    );
  });

  it("says what is gone from Azure, or not ready", async () => {
    const mend = "next: pulumi refresh -s dev, then pulumi up -s dev";
    expect(await refusal(complete, azure(undefined, []))).to.equal(
      `endpoint 'ep' is gone from Azure, though stack 'dev' knows it; ${mend}`,
    );
    expect(await refusal(complete, azure(endpoint, []))).to.equal(
      `deployment 'demo-1' of endpoint 'ep' is gone; ${mend}`,
    );
    expect(await refusal(complete, azure(endpoint, [deployment("Failed")]))).to.contain(
      "'demo-1' of endpoint 'ep' is Failed",
    );
  });
});
