import type { Cloud } from "../cloud";
import type { Resource } from "../arm/resources";
import type { Call, Method, Route, Handler } from "../http/route";

export const provider = "Microsoft.MachineLearningServices";
export const workspaceType = `${provider}/workspaces`;
export const computeType = `${workspaceType}/computes`;
export const datastoreType = `${workspaceType}/datastores`;
export const jobType = `${workspaceType}/jobs`;
export const modelType = `${workspaceType}/models`;
export const modelVersionType = `${modelType}/versions`;
export const dataType = `${workspaceType}/data`;
export const dataVersionType = `${dataType}/versions`;
export const endpointType = `${workspaceType}/onlineEndpoints`;
export const deploymentType = `${endpointType}/deployments`;

export const workspacePath = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/${provider}/workspaces/{workspaceName}`;
export const locationPath = `/subscriptions/{subscriptionId}/providers/${provider}/locations/{location}`;

/** API versions that ARM accepts for Azure ML: those of the published specifications, and those that its SDKs send. */
export const versions: readonly string[] = [
  "2020-09-01-dataplanepreview",
  "2021-10-01-dataplanepreview",
  "2021-10-01",
  "2022-01-01-preview",
  "2022-02-01-preview",
  "2022-05-01",
  "2022-06-01-preview",
  "2022-10-01",
  "2022-10-01-preview",
  "2022-12-01-preview",
  "2023-02-01-preview",
  "2023-04-01",
  "2023-04-01-preview",
  "2023-06-01-preview",
  "2023-08-01-preview",
  "2023-10-01",
  "2024-01-01-preview",
  "2024-04-01",
  "2024-04-01-preview",
  "2024-07-01-preview",
  "2024-10-01",
  "2024-10-01-preview",
  "2025-04-01",
  "2025-06-01",
  "2025-09-01",
  "2025-12-01",
  "2026-03-01",
  "2026-05-01",
  "2026-05-15-preview",
];

/** A management route of Azure ML. */
export function arm(
  method: Method,
  path: string,
  handle: Handler,
  query: readonly string[] = [],
): Route {
  return { method, path, audience: "arm", versions, handle, query };
}

/** Id of the workspace that a path names. */
export function workspaceId({ params }: Call, cloud: Cloud): string {
  const { resourceGroupName = "", workspaceName = "" } = params;
  return `/subscriptions/${cloud.config.subscriptionId}/resourceGroups/${resourceGroupName}/providers/${provider}/workspaces/${workspaceName}`;
}

/** The workspace that a path names; 404 when there is none. */
export function workspaceOf(call: Call, cloud: Cloud): Resource {
  return cloud.resources.need(workspaceId(call, cloud));
}

/** A resource's id with the ending of a child. */
export function childId(parent: Resource, ...path: string[]): string {
  return `${parent.id}/${path.join("/")}`;
}
