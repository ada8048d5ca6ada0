import type { ListFunction, TypeRow } from "./row";

const account =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Storage/storageAccounts/{accountName}";
const accountName = { min: 3, max: 24, pattern: "^[a-z0-9]+$" };

/** Storage accounts and their containers, API version 2024-01-01. */
export const storage: readonly TypeRow[] = [
  {
    token: "storage:StorageAccount",
    apiVersion: "2024-01-01",
    path: account,
    autoName: "random",
    forceNew: ["location", "isHnsEnabled"],
    longRunning: { put: true },
    flattened: true,
    wire: {
      "": {
        customDomain: "properties/customDomain",
        enableHttpsTrafficOnly: "properties/supportsHttpsTrafficOnly",
        networkRuleSet: "properties/networkAcls",
        enableNfsV3: "properties/isNfsV3Enabled",
      },
      "storage.IPRule": { iPAddressOrRange: "value" },
      "storage.VirtualNetworkRule": { virtualNetworkResourceId: "id" },
      "storage.Encryption": {
        keyVaultProperties: "keyvaultproperties",
        encryptionIdentity: "identity",
      },
      "storage.KeyVaultProperties": {
        keyName: "keyname",
        keyVersion: "keyversion",
        keyVaultUri: "keyvaulturi",
      },
      "storage.EncryptionIdentity": {
        encryptionUserAssignedIdentity: "userAssignedIdentity",
        encryptionFederatedIdentityClientId: "federatedIdentityClientId",
      },
      "storage.PrivateEndpointConnection": {
        privateEndpoint: "properties/privateEndpoint",
        privateLinkServiceConnectionState: "properties/privateLinkServiceConnectionState",
        provisioningState: "properties/provisioningState",
      },
    },
    text: { accountName },
    reset: {
      networkRuleSet: {
        bypass: "AzureServices",
        defaultAction: "Allow",
        ipRules: [],
        virtualNetworkRules: [],
      },
    },
  },
  {
    token: "storage:BlobContainer",
    apiVersion: "2024-01-01",
    path: `${account}/blobServices/default/containers/{containerName}`,
    autoName: "copy",
    flattened: true,
    wire: {
      "storage.ImmutabilityPolicyProperties": {
        immutabilityPeriodSinceCreationInDays: "properties/immutabilityPeriodSinceCreationInDays",
        state: "properties/state",
        allowProtectedAppendWrites: "properties/allowProtectedAppendWrites",
        allowProtectedAppendWritesAll: "properties/allowProtectedAppendWritesAll",
      },
    },
    text: { accountName, containerName: { min: 3, max: 63 } },
  },
];

export const storageLists: readonly ListFunction[] = [
  {
    token: "storage:listStorageAccountKeys",
    of: "storage:StorageAccount",
    action: "listKeys",
    query: { expand: "$expand" },
  },
];
