import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import { operationStatus, type Operation } from "./operations";

const base = "/subscriptions/{subscriptionId}/providers/{namespace}/locations/{location}";
/** Real milliseconds that a poll waits for an effect that is due: at latency 0 a client need not ask twice. */
const patience = 10_000;

async function find(call: Call, cloud: Cloud): Promise<Operation> {
  const id = call.params.operationId ?? "";
  const operation = await cloud.operations.settled(id, cloud.clock.latency > 0 ? 0 : patience);
  if (operation) return operation;
  throw new AzureError(
    404,
    "OperationNotFound",
    `The operation '${id}' was not found in location '${call.params.location ?? ""}'.`,
  );
}

const retryAfter = (cloud: Cloud): Record<string, string> =>
  cloud.clock.latency > 0 ? { "retry-after": "1" } : {};

/** `Azure-AsyncOperation`: always 200, the outcome is in the body. */
async function status(call: Call, cloud: Cloud): Promise<Response> {
  const operation = await find(call, cloud);
  const going = operation.status === "InProgress";
  return json(200, operationStatus(operation), going ? retryAfter(cloud) : {});
}

/** `Location`: 202 while it goes on, then what the operation's request would have answered. */
async function result(call: Call, cloud: Cloud): Promise<Response> {
  const operation = await find(call, cloud);
  if (operation.status === "InProgress")
    return empty(202, { location: call.url.href, ...retryAfter(cloud) });
  if (operation.error) return json(409, { error: operation.error });
  const resource = cloud.resources.get(operation.resourceId);
  return resource ? json(200, resource) : empty(204);
}

export const operationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${base}/operationStatuses/{operationId}`,
    audience: "arm",
    query: ["*"],
    handle: status,
  },
  {
    method: "GET",
    path: `${base}/operationResults/{operationId}`,
    audience: "arm",
    query: ["*"],
    handle: result,
  },
];
