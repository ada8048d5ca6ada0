import { expect } from "chai";
import { requestBody } from "../../../../local/provider/resource/body";
import { importedInputs, refreshedInputs } from "../../../../local/provider/resource/drift";
import { outputsOf } from "../../../../local/provider/resource/outputs";
import { parseId, resourcePath } from "../../../../local/provider/resource/paths";
import { previewOutputs, previewUpdate } from "../../../../local/provider/resource/preview";
import { rowOf } from "../../../../local/provider/types/table";
import { unknown, type JsonObject } from "../../../../local/provider/value";

const deployment = rowOf("machinelearningservices:OnlineDeployment");
const workspace = rowOf("machinelearningservices:Workspace");
const storage = rowOf("storage:StorageAccount");

// SDK inputs and the body of the wire contract.
const bodies: [string, JsonObject, JsonObject][] = [
  [
    "authorization:RoleAssignment",
    {
      scope: "/subscriptions/s",
      principalId: "p",
      principalType: "ServicePrincipal",
      roleDefinitionId: "r",
    },
    { properties: { principalId: "p", principalType: "ServicePrincipal", roleDefinitionId: "r" } },
  ],
  [
    "storage:StorageAccount",
    {
      accountName: "a",
      kind: "StorageV2",
      enableHttpsTrafficOnly: true,
      networkRuleSet: { ipRules: [{ action: "Allow", iPAddressOrRange: "203.0.113.7" }] },
      encryption: { keyVaultProperties: { keyName: "k" } },
    },
    {
      kind: "StorageV2",
      properties: {
        supportsHttpsTrafficOnly: true,
        networkAcls: { ipRules: [{ action: "Allow", value: "203.0.113.7" }] },
        encryption: { keyvaultproperties: { keyname: "k" } },
      },
    },
  ],
  [
    "storage:BlobContainer",
    { containerName: "c", publicAccess: "None" },
    { properties: { publicAccess: "None" } },
  ],
  [
    "operationalinsights:Workspace",
    { location: "eastus", retentionInDays: 30, sku: { name: "PerGB2018" } },
    { location: "eastus", properties: { retentionInDays: 30, sku: { name: "PerGB2018" } } },
  ],
  [
    "applicationinsights:Component",
    {
      kind: "web",
      applicationType: "web",
      workspaceResourceId: "w",
      publicNetworkAccessForQuery: "Enabled",
    },
    {
      kind: "web",
      properties: {
        Application_Type: "web",
        WorkspaceResourceId: "w",
        publicNetworkAccessForQuery: "Enabled",
      },
    },
  ],
  ["machinelearningservices:Workspace", { workspaceName: "w" }, { properties: {} }],
  [
    "machinelearningservices:ModelVersion",
    {
      name: "m",
      version: "1",
      properties: { modelUri: "azureml://x", strange: 1 },
      azureApiVersion: "2025-12-01",
    },
    { properties: { modelUri: "azureml://x" } },
  ],
  [
    "machinelearningservices:WorkspaceConnection",
    {
      properties: {
        authType: "CustomKeys",
        category: "CustomKeys",
        credentials: { keys: { secret: "s" } },
        target: "t",
      },
    },
    {
      properties: {
        authType: "CustomKeys",
        category: "CustomKeys",
        credentials: { keys: { secret: "s" } },
        target: "t",
      },
    },
  ],
  [
    "monitor:MetricAlert",
    {
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [],
      },
      location: "global",
    },
    {
      location: "global",
      properties: {
        criteria: {
          "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
          allOf: [],
        },
      },
    },
  ],
];

describe("bodies that the stand-in sends", () => {
  for (const [type, inputs, body] of bodies)
    it(`is the body of ${type}`, () => {
      expect(requestBody(rowOf(type), inputs)).to.deep.equal(body);
    });
});

describe("paths", () => {
  it("are made of inputs, and inputs of an ID", () => {
    const role = rowOf("authorization:RoleAssignment");
    const inputs = { scope: "/subscriptions/s/resourceGroups/rg", roleAssignmentName: "g" };
    const path = resourcePath(role.path, inputs, "s");
    expect(path).to.equal(
      "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Authorization/roleAssignments/g",
    );
    expect(parseId(role, path)).to.deep.equal({ ...inputs, scope: inputs.scope.slice(1) });
    const group = rowOf("resources:ResourceGroup");
    expect(resourcePath(group.path, { resourceGroupName: "a b" }, "s")).to.equal(
      "/subscriptions/s/resourcegroups/a%20b",
    );
    expect(parseId(group, "/subscriptions/s/resourceGroups/a%20b")).to.deep.equal({
      resourceGroupName: "a b",
    });
    expect(() => parseId(group, "/nonsense")).to.throw("/nonsense");
  });
});

describe("outputs that the stand-in keeps", () => {
  const answer = (properties: JsonObject): JsonObject => ({ id: "i", name: "n", properties });

  it("drops what the type does not know, and nulls", () => {
    const outputs = outputsOf(storage, {
      ...answer({ networkAcls: { ipRules: [{ value: "1.2.3.4", extra: 1 }] }, extra: 1 }),
      tags: null,
      extraTop: 1,
    });
    expect(outputs).to.deep.equal({
      azureApiVersion: "2024-01-01",
      id: "i",
      name: "n",
      networkRuleSet: { ipRules: [{ iPAddressOrRange: "1.2.3.4" }] },
    });
  });

  it("chooses the variant by its constant, the first one without", () => {
    const managed = {
      endpointComputeType: "Managed",
      modelMountPath: "/m",
      provisioningState: "x",
    };
    expect(outputsOf(deployment, answer(managed)).properties).to.deep.equal(managed);
    const bare = outputsOf(deployment, answer({ containerResourceRequirements: {}, nonsense: 1 }));
    expect(bare.properties).to.deep.equal({ containerResourceRequirements: {} });
    const odd = { endpointComputeType: "Odd", nonsense: 1 };
    expect(outputsOf(deployment, answer(odd)).properties).to.deep.equal(odd);
  });

  it("finds flattened values of an answer without the container", () => {
    expect(outputsOf(workspace, { id: "i", workspaceId: "w" })).to.include({ workspaceId: "w" });
  });
});

describe("outputs of a preview", () => {
  it("are inputs of the same name and kind, else unknown", () => {
    const outputs = previewOutputs(rowOf("machinelearningservices:OnlineEndpoint"), {
      location: "eastus",
      endpointName: "ep",
      properties: { authMode: "Key" },
    });
    expect(outputs.name).to.equal(unknown);
    expect(outputs.location).to.equal("eastus");
    expect(outputs.properties).to.include({ authMode: "Key", scoringUri: unknown });
  });

  it("leave a union as it is given", () => {
    const properties = { endpointComputeType: "Managed" };
    expect(previewOutputs(deployment, { properties }).properties).to.deep.equal(properties);
  });

  it("keep name and location in an update", () => {
    const old = { name: "n", location: "westus" };
    expect(previewUpdate(storage, { location: "eastus" }, old)).to.include(old);
  });
});

describe("inputs after a refresh", () => {
  const inputs = {
    location: "eastus",
    identity: { type: "UserAssigned", userAssignedIdentities: ["a"] },
  };

  it("take over what changed in Azure, and only that", () => {
    const identity = { type: "UserAssigned", userAssignedIdentities: { a: {} } };
    const before = { location: "eastus", identity, friendlyName: "filled in by Azure" };
    const after = {
      ...before,
      tags: { by: "hand" },
      identity: { ...identity, userAssignedIdentities: { c: {}, b: {} } },
    };
    expect(refreshedInputs(workspace, inputs, before, after)).to.deep.equal({
      ...inputs,
      tags: { by: "hand" },
      identity: { type: "UserAssigned", userAssignedIdentities: ["b", "c"] },
    });
    expect(refreshedInputs(workspace, inputs, before, before)).to.deep.equal(inputs);
  });

  it("are read from the ID and the answer in an import", () => {
    const id =
      "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/w";
    const answer = {
      id,
      kind: "Default",
      tags: {},
      properties: { friendlyName: "f", workspaceId: "output only" },
      identity: { type: "UserAssigned", principalId: "p", userAssignedIdentities: { u: {} } },
    };
    expect(importedInputs(workspace, id, answer)).to.deep.equal({
      resourceGroupName: "rg",
      workspaceName: "w",
      kind: "Default",
      friendlyName: "f",
      identity: { type: "UserAssigned", userAssignedIdentities: ["u"] },
    });
  });
});
