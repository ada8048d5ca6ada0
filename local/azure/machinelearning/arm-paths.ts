import { apiVersions } from "../arm/api-versions";
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

/** A management route of Azure ML. */
export function arm(
  method: Method,
  path: string,
  handle: Handler,
  query: readonly string[] = [],
): Route {
  return { method, path, audience: "arm", versions: apiVersions.machineLearning, handle, query };
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
