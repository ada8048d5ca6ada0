import { z } from "zod";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { parseBody } from "../http/body";
import { json } from "../http/response";
import type { Call } from "../http/route";
import { locationName, normalLocation } from "./locations";
import { assignIdentity } from "./managed-identity";
import { parseId } from "./resource-id";
import type { ResourceType, trackedFields } from "./resource-type";
import type { Resource } from "./resources";

type Tracked = z.infer<z.ZodObject<typeof trackedFields>>;
export type AnyType = ResourceType<z.ZodType<Tracked>>;

const provisioned = ["Succeeded", "Failed", "Canceled"];

/** `provisioningState` when the resource has one that is not final. */
export function busyState(resource: Resource | undefined): string | undefined {
  const { provisioningState } = resource?.properties ?? {};
  return typeof provisioningState === "string" && !provisioned.includes(provisioningState)
    ? provisioningState
    : undefined;
}

/** Id as Azure spells it: the group's own case, the type's case, the name as sent (or as it was made). */
export function resourceId(call: Call, cloud: Cloud, type: string): string {
  const { subscriptionId } = cloud.config;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${call.params.resourceGroupName ?? ""}`;
  const id = `${cloud.resources.get(group)?.id ?? group}/providers/${type}/${call.params.name ?? ""}`;
  return cloud.resources.get(id)?.id ?? id;
}

function movedTo(before: Resource, location: string): AzureError {
  const { resourceGroup } = parseId(before.id);
  return new AzureError(
    409,
    "InvalidResourceLocation",
    `The resource '${before.name}' already exists in location '${before.location ?? ""}' in resource group '${resourceGroup ?? ""}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
  );
}

function checkState(cloud: Cloud, id: string, before: Resource | undefined): void {
  const group = cloud.resources.get(id.split("/providers/")[0] ?? "");
  if (group?.properties.provisioningState === "Deleting")
    throw new AzureError(
      409,
      "ResourceGroupBeingDeleted",
      `The resource group '${group.name}' is in deprovisioning state and cannot perform this operation.`,
    );
  if (busyState(before) !== undefined)
    throw new AzureError(
      409,
      "AnotherOperationInProgress",
      `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${id}.`,
    );
}

/** Makes the resource of a checked body; nothing is stored yet. */
function make(type: AnyType, body: unknown, at: Place): Resource {
  const { cloud, id, version, before } = at;
  const parsed = parseBody(type.schema, body, type.badBody);
  const location = locationName(parsed.location ?? before?.location, type.type);
  if (before && normalLocation(before.location ?? "") !== location) throw movedTo(before, location);
  const name = before?.name ?? id.split("/").at(-1) ?? "";
  const built = type.build(parsed, { cloud, id, name, location, version, before });
  const identity = assignIdentity(cloud, parsed.identity ?? undefined, { id, before });
  return {
    id,
    name,
    type: type.type,
    location,
    tags: parsed.tags ?? {},
    ...(identity ? { identity } : {}),
    ...built,
  };
}

interface Place {
  readonly cloud: Cloud;
  readonly id: string;
  readonly version: string;
  readonly before: Resource | undefined;
}

function placeOf(type: AnyType, call: Call, cloud: Cloud): Place {
  const id = resourceId(call, cloud, type.type);
  const version = call.query.get("api-version") ?? "";
  return { cloud, id, version, before: cloud.resources.get(id) };
}

export async function putResource(type: AnyType, call: Call, cloud: Cloud): Promise<Response> {
  const place = placeOf(type, call, cloud);
  const name = call.params.name ?? "";
  if (!type.name.test(name)) throw type.badName(name);
  const body = await call.json();
  checkState(cloud, place.id, place.before);
  return answer(type, make(type, body, place), place);
}

export async function patchResource(type: AnyType, call: Call, cloud: Cloud): Promise<Response> {
  const place = placeOf(type, call, cloud);
  const before = cloud.resources.need(place.id);
  const patch = parseBody(z.looseObject({}), await call.json(), type.badBody);
  checkState(cloud, place.id, before);
  return answer(type, make(type, merge(before, patch), place), place);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON merge patch; tags are replaced as a whole, as ARM does, and a null of an identity stays for its own rule. */
function merge(before: unknown, patch: unknown, key = ""): unknown {
  if (!isObject(before) || !isObject(patch) || key === "tags") return patch;
  const fresh = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null && key !== "userAssignedIdentities") Reflect.deleteProperty(fresh, name);
    else fresh[name] = merge(before[name], value, name);
  }
  return fresh;
}

function answer(type: AnyType, resource: Resource, { cloud, before }: Place): Response {
  const { seconds, state = "Creating", style = "both", status, withBody = true } = type.put;
  if (before || seconds === undefined) {
    cloud.store.transaction(() => {
      cloud.resources.put(resource);
      type.ready?.(resource, cloud);
    });
    return json(before ? 200 : status, resource);
  }
  const making = { ...resource, properties: { ...resource.properties, provisioningState: state } };
  const operation = cloud.store.transaction(() => {
    cloud.resources.put(making);
    const o = { seconds, resourceId: resource.id };
    return cloud.operations.begin(`make ${type.type}`, { id: resource.id }, o);
  });
  if (style === "body")
    return json(status, cloud.resources.get(resource.id) ?? making, retryAfter(cloud));
  const body = withBody ? { body: making } : {};
  return cloud.operations.accepted(operation, { status, style, ...body });
}

/** So that a client that polls the resource itself does not wait for its own long interval. */
export function retryAfter(cloud: Cloud): Record<string, string> {
  return cloud.clock.latency > 0 ? { "retry-after": "1" } : {};
}
