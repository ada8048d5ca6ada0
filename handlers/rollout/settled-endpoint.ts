import type { Azure } from "../../azure/client";
import type { Endpoint } from "../../azure/endpoint-resource";
import { poll } from "../../azure/poll";
import type { Context } from "../context";

/** The endpoint once nobody is changing it: Azure refuses a second change meanwhile. */
export async function settledEndpoint(
  azure: Azure,
  endpointId: string,
  { log, waits }: Context,
): Promise<Endpoint> {
  const stateOf = ({ properties }: Endpoint) => properties.provisioningState ?? "Succeeded";
  return poll({
    what: `endpoint '${endpointId.split("/").at(-1) ?? ""}'`,
    read: () => azure.endpoints.get(endpointId),
    done: (endpoint) => !["Creating", "Updating", "Deleting"].includes(stateOf(endpoint)),
    state: (endpoint) => (stateOf(endpoint) === "Succeeded" ? undefined : stateOf(endpoint)),
    log,
    intervalSeconds: waits.pollSeconds,
    deadlineSeconds: waits.operationMinutes * 60,
    clock: azure.http.clock,
  });
}
