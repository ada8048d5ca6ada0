import { expect } from "chai";
import { FakeArm, subscription } from "../fake-arm";
import { failure, TestProvider } from "../test-provider";

describe("functions of the stand-in", () => {
  let arm: FakeArm;
  let provider: TestProvider;

  beforeEach(async () => {
    arm = new FakeArm();
    provider = await TestProvider.start(arm);
    await provider.configure();
  });
  afterEach(() => {
    provider.stop();
  });

  it("answers invokes", async () => {
    const config = await provider.invoke("authorization:getClientConfig", {});
    expect(config).to.deep.equal({
      clientId: "app",
      objectId: "object",
      subscriptionId: subscription,
      tenantId: "tenant",
    });
    arm.script("POST", "/listKeys", {
      status: 200,
      body: { keys: [{ keyName: "key1", value: "v", extra: 1 }] },
    });
    const args = { accountName: "store", resourceGroupName: "rg" };
    expect(await provider.invoke("storage:listStorageAccountKeys", args)).to.deep.equal({
      keys: [{ keyName: "key1", value: "v" }],
    });
    const error = await failure(provider.invoke("storage:getStorageAccount", args));
    expect(error.details).to.match(/^request failed .*Code="ResourceNotFound"/);
    const unheard = await failure(provider.invoke("network:getVirtualNetwork", {}));
    expect(unheard.details).to.include("azure-native:network:getVirtualNetwork");
  });
});
