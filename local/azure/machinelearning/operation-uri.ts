import { randomUUID } from "node:crypto";
import type { Beginning } from "../arm/operations";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { record } from "./read-body";

const key = "AzureAsyncOperationUri";

/** Writes into an endpoint or deployment where its operation can be followed, and gives what the operation begins with. */
export function tellOperation(resource: Resource, seconds: number, cloud: Cloud): Beginning {
  const operation = { id: randomUUID(), resourceId: resource.id };
  const properties = record(resource.properties.properties);
  resource.properties.properties = {
    ...properties,
    [key]: cloud.operations.statusUri(operation),
  };
  return { ...operation, seconds };
}

/** What was asked for, without the trace of the operation that made it: clients send back what GET told them. */
export function withoutOperation(properties: Record<string, unknown>): Record<string, unknown> {
  const { [key]: _, ...rest } = record(properties.properties);
  return { ...properties, properties: rest };
}
