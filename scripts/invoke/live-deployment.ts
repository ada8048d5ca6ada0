import type { Endpoint } from "../../azure/endpoint-resource";
import type { Endpoints } from "../../azure/endpoints";
import { ownCommand, stackCommand } from "../stack/next-step";
import type { StackView } from "../stack/read-stack";

/** What is asked. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly deployment: string;
  readonly scoringUri: string;
}

/** What is asked of Azure. */
export interface Look {
  readonly endpoints: Pick<Endpoints, "find" | "deployments">;
}

/**
 * The stack's deployment, as Azure has it now.
 * @throws Error that says what is missing and which command mends it
 */
export async function liveDeployment(
  { name, parts }: StackView,
  connect: () => Promise<Look>,
): Promise<Target> {
  const { workspaceId, endpointName, deploymentName: deployment } = parts;
  const up = stackCommand("up", name);
  if (!workspaceId || !endpointName) {
    const why = workspaceId
      ? "no endpoint (see serving.enabled, and the last run's errors)"
      : "nothing yet";
    throw new Error(`stack '${name}' has ${why}; next: ${up}`);
  }
  if (!deployment) {
    throw new Error(
      `no deployment is live on endpoint '${endpointName}': the job may still run, see ${ownCommand("metrics", name)}; next: ${up}`,
    );
  }
  const mend = `${stackCommand("refresh", name)}, then ${up}`;
  const { endpoints } = await connect();
  const endpoint = await endpoints.find(`${workspaceId}/onlineEndpoints/${endpointName}`);
  if (!endpoint) {
    throw new Error(
      `endpoint '${endpointName}' is gone from Azure, though stack '${name}' knows it; next: ${mend}`,
    );
  }
  const found = (await endpoints.deployments(endpoint.id)).find((one) => one.name === deployment);
  if (found?.properties.provisioningState !== "Succeeded") {
    const state = found ? `is ${found.properties.provisioningState ?? "not ready"}` : "is gone";
    throw new Error(
      `deployment '${deployment}' of endpoint '${endpointName}' ${state}; next: ${mend}`,
    );
  }
  const { scoringUri } = endpoint.properties;
  if (!scoringUri) throw new Error(`endpoint '${endpointName}' has no address yet; try again`);
  return { endpoint, deployment, scoringUri };
}
