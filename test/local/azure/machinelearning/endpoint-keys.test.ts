import { expect } from "chai";
import { deploymentBody, endpointBody, baseModel } from "./bodies";
import { makeWorkspace, startWorld, type World } from "./world";

const one = "onlineEndpoints/chat-1";

describe("keys of an endpoint of local Azure", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await world.done("PUT", one, endpointBody());
    await world.done("PUT", `${one}/deployments/blue`, deploymentBody(world.id, baseModel));
  });
  after(() => world.stop());

  const keys = async () => (await world.call("POST", `${one}/listKeys`)).body;
  const regenerate = (body: unknown) => world.done("POST", `${one}/regenerateKeys`, body);
  const score = async (key: unknown) =>
    (
      await world.azure.fetch("/inference/eastus/chat-1/score", {
        method: "POST",
        token: String(key),
        headers: { "azureml-model-deployment": "blue" },
        body: { input_data: { input_string: [{ role: "user", content: "Hello" }] } },
      })
    ).status;

  it("change when the key that is to go is sent, as azure-ai-ml does", async () => {
    const before = await keys();
    expect(await score(before.primaryKey)).to.equal(200);
    await regenerate({ keyType: "Primary", keyValue: before.primaryKey });
    const after = await keys();
    expect(after.primaryKey).not.to.equal(before.primaryKey);
    expect(after.secondaryKey).to.equal(before.secondaryKey);
    expect(await score(before.primaryKey)).to.equal(401);
    expect(await score(after.primaryKey)).to.equal(200);
  });

  it("become the value that is sent when it is another", async () => {
    await regenerate({ keyType: "Secondary", keyValue: "a-key-of-my-own" });
    expect((await keys()).secondaryKey).to.equal("a-key-of-my-own");
    expect(await score("a-key-of-my-own")).to.equal(200);
  });
});
