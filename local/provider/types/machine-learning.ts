import type { ListFunction, TypeRow } from "./row";

const apiVersion = "2025-12-01";
const workspace =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}";
const endpoint = `${workspace}/onlineEndpoints/{endpointName}`;
// Specification: Microsoft.MachineLearningServices/stable/2025-12-01
const name = { pattern: "^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$" };
const asset = { pattern: "^[a-zA-Z0-9][a-zA-Z0-9\\-_]{0,254}$" };
const longRunning = { put: true, delete: true } as const;

/** Azure ML, all with the API version that the package defaults to. */
export const machineLearning: readonly TypeRow[] = [
  {
    token: "machinelearningservices:Workspace",
    apiVersion,
    path: workspace,
    autoName: "random",
    longRunning,
    locationOptional: true,
    flattened: true,
    containers: ["properties"],
    wire: {
      "machinelearningservices.PrivateEndpointConnection": {
        privateEndpoint: "properties/privateEndpoint",
        privateLinkServiceConnectionState: "properties/privateLinkServiceConnectionState",
        provisioningState: "properties/provisioningState",
      },
      "machinelearningservices.SharedPrivateLinkResource": {
        groupId: "properties/groupId",
        privateLinkResourceId: "properties/privateLinkResourceId",
        requestMessage: "properties/requestMessage",
        status: "properties/status",
      },
    },
    text: { workspaceName: name },
    keyed: { sharedPrivateLinkResources: "name" },
  },
  {
    token: "machinelearningservices:Compute",
    apiVersion,
    path: `${workspace}/computes/{computeName}`,
    autoName: "copy",
    longRunning,
    locationOptional: true,
    text: { workspaceName: name },
  },
  {
    token: "machinelearningservices:OnlineEndpoint",
    apiVersion,
    path: endpoint,
    autoName: "random",
    forceNew: ["location"],
    longRunning,
    text: { workspaceName: name },
  },
  {
    token: "machinelearningservices:OnlineDeployment",
    apiVersion,
    path: `${endpoint}/deployments/{deploymentName}`,
    autoName: "copy",
    forceNew: ["location"],
    longRunning,
    text: { workspaceName: name },
  },
  {
    token: "machinelearningservices:WorkspaceConnection",
    apiVersion,
    path: `${workspace}/connections/{connectionName}`,
    autoName: "copy",
    text: { workspaceName: name, connectionName: name },
  },
  {
    token: "machinelearningservices:ModelContainer",
    apiVersion,
    path: `${workspace}/models/{name}`,
    autoName: "copy",
    text: { workspaceName: name, name: asset },
  },
  {
    token: "machinelearningservices:ModelVersion",
    apiVersion,
    path: `${workspace}/models/{name}/versions/{version}`,
    autoName: "copy",
    text: { workspaceName: name, name: asset },
  },
];

export const machineLearningLists: readonly ListFunction[] = [
  {
    token: "machinelearningservices:listOnlineEndpointKeys",
    of: "machinelearningservices:OnlineEndpoint",
    action: "listKeys",
  },
  {
    token: "machinelearningservices:listWorkspaceConnectionSecrets",
    of: "machinelearningservices:WorkspaceConnection",
    // The specification spells this segment in lower case.
    action: "listsecrets",
  },
  {
    token: "machinelearningservices:listWorkspaceKeys",
    of: "machinelearningservices:Workspace",
    action: "listKeys",
  },
];
