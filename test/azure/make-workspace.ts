import type { Signed } from "./local-azure";

/** A workspace `ws` with its storage, vault and insights; a cluster `gpu`. */
export async function makeWorkspace({ azure, group }: Signed): Promise<string> {
  const { arm } = azure;
  const id = (type: string, name: string): string => `${group}/providers/${type}/${name}`;
  const storage = id("Microsoft.Storage/storageAccounts", "acct0001");
  const vault = id("Microsoft.KeyVault/vaults", "vault0001");
  const logs = id("Microsoft.OperationalInsights/workspaces", "logs");
  const insights = id("Microsoft.Insights/components", "insights");
  const workspace = id("Microsoft.MachineLearningServices/workspaces", "ws-1");
  const location = "eastus";
  await arm.put(storage, "2024-01-01", {
    location,
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
  });
  await arm.put(vault, "2024-11-01", {
    location,
    properties: {
      tenantId: (await azure.roles.caller()).tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
    },
  });
  await arm.put(logs, "2023-09-01", { location, properties: { sku: { name: "PerGB2018" } } });
  await arm.put(insights, "2020-02-02", {
    location,
    kind: "web",
    properties: { Application_Type: "web", WorkspaceResourceId: logs },
  });
  await arm.put(workspace, "2025-12-01", {
    location,
    identity: { type: "SystemAssigned" },
    properties: { storageAccount: storage, keyVault: vault, applicationInsights: insights },
  });
  await arm.put(`${workspace}/computes/gpu`, "2025-12-01", {
    location,
    properties: {
      computeType: "AmlCompute",
      properties: {
        vmSize: "Standard_NC24ads_A100_v4",
        vmPriority: "Dedicated",
        scaleSettings: { minNodeCount: 0, maxNodeCount: 1, nodeIdleTimeBeforeScaleDown: "PT2M" },
      },
    },
  });
  return workspace;
}
