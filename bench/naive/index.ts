// What `npm run bench` compares the program with: root import of azure-native, inline dynamic providers, ts-node.
import * as azure from "@pulumi/azure-native";
import * as pulumi from "@pulumi/pulumi";

const location = "eastus";
const group = new azure.resources.ResourceGroup("group", { location });
const base = { resourceGroupName: group.name, location };

const storage = new azure.storage.StorageAccount("storage", {
  ...base,
  kind: "StorageV2",
  sku: { name: "Standard_LRS" },
});
const vault = new azure.keyvault.Vault("vault", {
  ...base,
  properties: {
    tenantId: azure.authorization.getClientConfigOutput().tenantId,
    sku: { family: "A", name: "standard" },
    enableRbacAuthorization: true,
  },
});
const logs = new azure.operationalinsights.Workspace("logs", {
  ...base,
  sku: { name: "PerGB2018" },
});
const insights = new azure.applicationinsights.Component("insights", {
  ...base,
  kind: "web",
  applicationType: "web",
  workspaceResourceId: logs.id,
});
const registry = new azure.containerregistry.Registry("registry", {
  ...base,
  sku: { name: "Basic" },
});
const workspace = new azure.machinelearningservices.Workspace("workspace", {
  ...base,
  identity: { type: "SystemAssigned" },
  storageAccount: storage.id,
  keyVault: vault.id,
  applicationInsights: insights.id,
  containerRegistry: registry.id,
});
const identity = new azure.managedidentity.UserAssignedIdentity("identity", base);
const scopes = { contributor: group.id, reader: storage.id, pull: registry.id };
for (const [name, scope] of Object.entries(scopes)) {
  new azure.authorization.RoleAssignment(name, {
    scope,
    principalId: identity.principalId,
    principalType: "ServicePrincipal",
    roleDefinitionId: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  });
}
const cluster = new azure.machinelearningservices.Compute("cluster", {
  ...base,
  workspaceName: workspace.name,
  properties: {
    computeType: "AmlCompute",
    properties: { vmSize: "Standard_NC24ads_A100_v4", scaleSettings: { maxNodeCount: 1 } },
  },
});
const endpoint = new azure.machinelearningservices.OnlineEndpoint("endpoint", {
  ...base,
  workspaceName: workspace.name,
  properties: { authMode: "Key" },
});

class Step extends pulumi.dynamic.Resource {
  constructor(name: string, inputs: Record<string, pulumi.Input<unknown>>) {
    const provider: pulumi.dynamic.ResourceProvider = {
      create: (given: object) => Promise.resolve({ id: name, outs: given }),
    };
    super(provider, name, inputs);
  }
}
["train", "test", "job", "model", "deployment", "preflight"].forEach((name) => {
  new Step(name, { workspace: workspace.id, cluster: cluster.id, endpoint: endpoint.id });
});
["a", "b", "c", "d"].forEach((name) => {
  new Step(`purge-${name}`, { target: workspace.id });
});
