import { expect } from "chai";
import { environment, FakeArm } from "./fake-arm";
import { failure, TestProvider } from "./test-provider";

describe("Configure of the stand-in", () => {
  it("says at Configure what is missing", async () => {
    const cases = [
      [{ ...environment, ARM_METADATA_HOSTNAME: "" }, "ARM_METADATA_HOSTNAME"],
      [{ ...environment, ARM_TENANT_ID: "" }, "'tenantId'"],
      [{ ...environment, ARM_CLIENT_SECRET: "" }, "Azure CLI"],
      [{ ...environment, ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true" }, "OIDC"],
    ] as const;
    for (const [env, named] of cases) {
      const other = await TestProvider.start(new FakeArm(), env);
      expect((await failure(other.configure())).details).to.include(named);
      other.stop();
    }
  });
});
