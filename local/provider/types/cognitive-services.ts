import type { ListFunction, TypeRow } from "./row";

const account =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}";
const longRunning = { put: true, delete: true } as const;

/** Azure AI services, API version 2025-06-01. */
export const cognitiveServices: readonly TypeRow[] = [
  {
    token: "cognitiveservices:Account",
    apiVersion: "2025-06-01",
    path: account,
    autoName: "random",
    forceNew: ["location"],
    longRunning,
    locationOptional: true,
    text: { accountName: { min: 2, max: 64, pattern: "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$" } },
  },
  {
    token: "cognitiveservices:Deployment",
    apiVersion: "2025-06-01",
    path: `${account}/deployments/{deploymentName}`,
    autoName: "copy",
    longRunning,
  },
];

export const cognitiveServicesLists: readonly ListFunction[] = [
  {
    token: "cognitiveservices:listAccountKeys",
    of: "cognitiveservices:Account",
    action: "listKeys",
  },
];
