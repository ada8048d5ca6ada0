import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import type { Call } from "../http/route";
import { childId, workspacePath } from "./arm-paths";
import { endpointOf } from "./endpoints";
import { notFound } from "./errors";

export const deploymentsPath = `${workspacePath}/onlineEndpoints/{endpointName}/deployments`;

/** The deployment that a path names; 404 when there is none. */
export function deploymentOf(call: Call, cloud: Cloud): Resource {
  const name = call.params.deploymentName ?? "";
  const endpoint = endpointOf(call, cloud);
  const deployment = cloud.resources.get(childId(endpoint, "deployments", name));
  if (deployment) return deployment;
  throw notFound(`Online deployment ${name} of endpoint ${endpoint.name} was not found.`);
}
