/** Where an azure-native resource lies in Azure, known before Azure has answered. */
export interface ArmObject {
  readonly urn: string;
  /** Pulumi type, like `azure-native:keyvault:Vault`. */
  readonly type: string;
  /** ARM resource ID. */
  readonly id: string;
  /** API version to ask with: the one that azure-native 3.28 uses for this type. */
  readonly apiVersion: string;
}

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const ml = `${group}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}`;
const storage = `${group}/providers/Microsoft.Storage/storageAccounts/{accountName}`;
const cognitive = `${group}/providers/Microsoft.CognitiveServices/accounts/{accountName}`;
const mlVersion = "2025-12-01";

// Paths of azure-native 3.28: in braces the name of the input that goes there.
const paths: Readonly<Record<string, readonly [path: string, apiVersion: string]>> = {
  "resources:ResourceGroup": [group, "2024-03-01"],
  "managedidentity:UserAssignedIdentity": [
    `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}`,
    "2023-01-31",
  ],
  "authorization:RoleAssignment": [
    "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    "2022-04-01",
  ],
  "storage:StorageAccount": [storage, "2024-01-01"],
  "storage:BlobContainer": [
    `${storage}/blobServices/default/containers/{containerName}`,
    "2024-01-01",
  ],
  "keyvault:Vault": [`${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`, "2024-11-01"],
  "operationalinsights:Workspace": [
    `${group}/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}`,
    "2023-09-01",
  ],
  "applicationinsights:Component": [
    `${group}/providers/Microsoft.Insights/components/{resourceName}`,
    "2020-02-02",
  ],
  "containerregistry:Registry": [
    `${group}/providers/Microsoft.ContainerRegistry/registries/{registryName}`,
    "2023-01-01-preview",
  ],
  "machinelearningservices:Workspace": [ml, mlVersion],
  "machinelearningservices:Compute": [`${ml}/computes/{computeName}`, mlVersion],
  "machinelearningservices:OnlineEndpoint": [`${ml}/onlineEndpoints/{endpointName}`, mlVersion],
  "machinelearningservices:OnlineDeployment": [
    `${ml}/onlineEndpoints/{endpointName}/deployments/{deploymentName}`,
    mlVersion,
  ],
  "machinelearningservices:WorkspaceConnection": [`${ml}/connections/{connectionName}`, mlVersion],
  "machinelearningservices:Datastore": [`${ml}/datastores/{name}`, mlVersion],
  "cognitiveservices:Account": [cognitive, "2025-06-01"],
  "cognitiveservices:Deployment": [`${cognitive}/deployments/{deploymentName}`, "2025-06-01"],
  "monitor:AutoscaleSetting": [
    `${group}/providers/Microsoft.Insights/autoscalesettings/{autoscaleSettingName}`,
    "2021-05-01-preview",
  ],
  "monitor:MetricAlert": [
    `${group}/providers/Microsoft.Insights/metricAlerts/{ruleName}`,
    "2018-03-01",
  ],
  "consumption:Budget": [
    "/{scope}/providers/Microsoft.Consumption/budgets/{budgetName}",
    "2024-08-01",
  ],
};

/**
 * The object that a create with these inputs makes, or undefined for a type that is not in the table or an input that is
 * no plain text.
 */
export function predictObject(
  resource: { readonly urn: string; readonly type: string; readonly inputs?: object },
  subscriptionId: string,
): ArmObject | undefined {
  const [path, apiVersion] = paths[resource.type.replace(/^azure-native:/, "")] ?? [];
  if (path === undefined || apiVersion === undefined) return undefined;
  const values = new Map<string, unknown>(Object.entries(resource.inputs ?? {}));
  values.set("subscriptionId", subscriptionId);
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  if (names.some((name) => !isText(values.get(name)))) return undefined;
  const id = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values.get(name);
    return isText(value) ? value.replace(/^\//, "") : "";
  });
  return { urn: resource.urn, type: resource.type, id, apiVersion };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
