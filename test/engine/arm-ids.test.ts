import { expect } from "chai";
import { predictObject } from "../../engine/arm-ids";

const predict = (type: string, inputs: object) =>
  predictObject({ urn: "urn:x", type: `azure-native:${type}`, inputs }, "sub-1");

describe("predictObject", () => {
  it("fills the path of a type with its inputs", () => {
    const inputs = { resourceGroupName: "rg", workspaceName: "ws", computeName: "gpu" };
    expect(predict("machinelearningservices:Compute", inputs)).to.deep.equal({
      urn: "urn:x",
      type: "azure-native:machinelearningservices:Compute",
      id: "/subscriptions/sub-1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws/computes/gpu",
      apiVersion: "2025-12-01",
    });
  });

  it("takes a scope as it is, with one leading slash", () => {
    const inputs = { scope: "/subscriptions/sub-1/resourceGroups/rg", roleAssignmentName: "r" };
    expect(predict("authorization:RoleAssignment", inputs)?.id).to.equal(
      "/subscriptions/sub-1/resourceGroups/rg/providers/Microsoft.Authorization/roleAssignments/r",
    );
  });

  it("knows nothing of another type, a missing name or a secret one", () => {
    expect(predict("network:VirtualNetwork", { resourceGroupName: "rg" })).to.equal(undefined);
    expect(predict("keyvault:Vault", { resourceGroupName: "rg" })).to.equal(undefined);
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const inputs = { resourceGroupName: "rg", vaultName: secret };
    expect(predict("keyvault:Vault", inputs)).to.equal(undefined);
  });
});
