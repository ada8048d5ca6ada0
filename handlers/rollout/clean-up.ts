import type { Azure } from "../../azure/client";
import { withoutZeros, type Deployment } from "../../azure/endpoint-resource";
import type { Context } from "../context";
import { isOfStack } from "../owner-tags";
import { whenFree } from "./when-free";
import { settledEndpoint } from "./settled-endpoint";

/** Takes the traffic away from this stack's deployments that match, then deletes them; others are not touched. */
export async function removeDeployments(
  azure: Azure,
  endpointId: string,
  matches: (deployment: Deployment) => boolean,
  context: Context,
): Promise<void> {
  const deployments = await azure.endpoints.deployments(endpointId);
  const own = deployments.filter((one) => isOfStack(one.tags, context) && matches(one));
  if (own.length > 0) await takeOut(azure, endpointId, own, context);
}

/** Takes the traffic away from deployments, then deletes them. */
export async function takeOut(
  azure: Azure,
  endpointId: string,
  deployments: readonly Deployment[],
  context: Context,
): Promise<void> {
  const names = new Set(deployments.map(({ name }) => name));
  const { properties } = await settledEndpoint(azure, endpointId, context);
  const traffic = withoutZeros(properties.traffic);
  if (Object.keys(traffic).some((name) => names.has(name))) {
    await whenFree(azure, context, () =>
      azure.endpoints.setTraffic(endpointId, withoutNames(traffic, names)),
    );
  }
  for (const name of names) {
    context.log(`deployment '${name}' is deleted`);
    await whenFree(azure, context, () => azure.endpoints.deleteDeployment(endpointId, name));
  }
}

/** Azure takes traffic that sums up to 100 or to nothing: what the others have is scaled up. */
function withoutNames(
  traffic: Readonly<Record<string, number>>,
  names: ReadonlySet<string>,
): Record<string, number> {
  const rest = Object.entries(traffic).filter(([name, percent]) => !names.has(name) && percent > 0);
  const sum = rest.reduce((total, [, percent]) => total + percent, 0);
  const shares = rest.map(([name, percent]) => [name, Math.floor((percent * 100) / sum)] as const);
  const missing = 100 - shares.reduce((total, [, percent]) => total + percent, 0);
  return Object.fromEntries(
    shares.map(([name, percent], index) => [name, index === 0 ? percent + missing : percent]),
  );
}
