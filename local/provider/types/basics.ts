import type { TypeRow } from "./row";

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
// The specifications of these types spell the segment in lower case; Azure matches without regard to case.
const lowerGroup = "/subscriptions/{subscriptionId}/resourcegroups/{resourceGroupName}";

const privateEndpoints = {
  privateEndpoint: "properties/privateEndpoint",
  privateLinkServiceConnectionState: "properties/privateLinkServiceConnectionState",
  provisioningState: "properties/provisioningState",
};

/** Resource groups, identities, roles, secrets, logs and images. */
export const basics: readonly TypeRow[] = [
  {
    token: "resources:ResourceGroup",
    apiVersion: "2024-03-01",
    path: lowerGroup,
    autoName: "random",
    forceNew: ["location"],
    longRunning: { delete: true },
    text: { resourceGroupName: { min: 1, max: 90 } },
  },
  {
    token: "managedidentity:UserAssignedIdentity",
    apiVersion: "2023-01-31",
    path: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}`,
    autoName: "random",
    forceNew: ["location"],
    flattened: true,
  },
  {
    token: "authorization:RoleAssignment",
    apiVersion: "2022-04-01",
    path: "/{+scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    autoName: "uuid",
    forceNew: ["principalId"],
    flattened: true,
    containers: ["properties"],
  },
  {
    token: "keyvault:Vault",
    apiVersion: "2024-11-01",
    path: `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`,
    autoName: "random",
    longRunning: { put: true },
    wire: { "keyvault.PrivateEndpointConnectionItem": privateEndpoints },
    text: { vaultName: { pattern: "^[a-zA-Z0-9-]{3,24}$" } },
    maintained: [["properties", "accessPolicies"]],
  },
  {
    token: "operationalinsights:Workspace",
    apiVersion: "2023-09-01",
    path: `${lowerGroup}/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}`,
    autoName: "random",
    forceNew: ["location"],
    longRunning: { put: true, delete: true },
    flattened: true,
    envelope: { remove: ["sku"] },
    text: { workspaceName: { min: 4, max: 63, pattern: "^[A-Za-z0-9][A-Za-z0-9-]+[A-Za-z0-9]$" } },
  },
  {
    token: "applicationinsights:Component",
    apiVersion: "2020-02-02",
    path: `${group}/providers/Microsoft.Insights/components/{resourceName}`,
    autoName: "random",
    forceNew: ["location", "applicationType"],
    flattened: true,
    wire: {
      "": {
        appId: "properties/AppId",
        applicationId: "properties/ApplicationId",
        applicationType: "properties/Application_Type",
        connectionString: "properties/ConnectionString",
        creationDate: "properties/CreationDate",
        disableIpMasking: "properties/DisableIpMasking",
        disableLocalAuth: "properties/DisableLocalAuth",
        flowType: "properties/Flow_Type",
        forceCustomerStorageForProfiler: "properties/ForceCustomerStorageForProfiler",
        hockeyAppId: "properties/HockeyAppId",
        hockeyAppToken: "properties/HockeyAppToken",
        immediatePurgeDataOn30Days: "properties/ImmediatePurgeDataOn30Days",
        ingestionMode: "properties/IngestionMode",
        instrumentationKey: "properties/InstrumentationKey",
        laMigrationDate: "properties/LaMigrationDate",
        privateLinkScopedResources: "properties/PrivateLinkScopedResources",
        requestSource: "properties/Request_Source",
        retentionInDays: "properties/RetentionInDays",
        samplingPercentage: "properties/SamplingPercentage",
        tenantId: "properties/TenantId",
        workspaceResourceId: "properties/WorkspaceResourceId",
      },
      "applicationinsights.PrivateLinkScopedResource": {
        resourceId: "ResourceId",
        scopeId: "ScopeId",
      },
    },
  },
  {
    token: "containerregistry:Registry",
    apiVersion: "2023-01-01-preview",
    path: `${group}/providers/Microsoft.ContainerRegistry/registries/{registryName}`,
    autoName: "random",
    forceNew: ["location"],
    longRunning: { put: true, delete: true },
    flattened: true,
    wire: {
      "containerregistry.PrivateEndpointConnection": privateEndpoints,
      "containerregistry.IPRule": { iPAddressOrRange: "value" },
    },
    text: { registryName: { min: 5, max: 50, pattern: "^[a-zA-Z0-9]*$" } },
  },
];
