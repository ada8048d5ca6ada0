import { z } from "zod";
import type { Resource } from "../arm/resources";
import { samePath } from "../arm/resource-id";
import { dropIdentity } from "../arm/managed-identity";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import { arm, childId, endpointType, workspaceOf, workspacePath } from "./arm-paths";
import { durations } from "./durations";
import { endpointBody, shapeEndpoint } from "./endpoint-body";
import {
  dropStale,
  forgetEndpoint,
  keepStale,
  setKeys,
  setLiveTraffic,
  shown,
} from "./endpoint-records";
import { conflict, notFound, userError } from "./errors";
import { hasPairs } from "./list-filters";
import { tellOperation } from "./operation-uri";
import { listAnswer } from "./paging";
import { readBody, record, stringMap, text } from "./read-body";
import { systemData } from "./system-data";

const made = "machinelearning/endpoint-made";
const deleted = "machinelearning/endpoint-deleted";
/** https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas: endpoints of a subscription in a region. */
const endpointLimit = 100;

/** Of which local Azure has the first. */
const computeTypes = ["Managed", "Kubernetes", "AzureMLCompute"];

const patchBody = z.looseObject({
  tags: stringMap.nullish(),
  identity: z.unknown().optional(),
  properties: z.unknown().optional(),
});
/** Its PATCH took traffic too; those of later versions take tags and identity only. */
const versionWithWidePatch = "2022-02-01-preview";

/** The endpoint that a path names; 404 when there is none. */
export function endpointOf(call: Call, cloud: Cloud): Resource {
  const name = call.params.endpointName ?? "";
  const endpoint = cloud.resources.get(childId(workspaceOf(call, cloud), "onlineEndpoints", name));
  if (endpoint) return endpoint;
  throw notFound(`Online endpoint ${name} was not found.`);
}

async function put(call: Call, cloud: Cloud): Promise<Response> {
  const workspace = workspaceOf(call, cloud);
  const name = call.params.endpointName ?? "";
  const id = childId(workspace, "onlineEndpoints", name);
  const before = cloud.resources.get(id);
  const state = text(before?.properties.provisioningState);
  if (before && ["Creating", "Updating", "Deleting"].includes(state))
    throw conflict(`Cannot update endpoint ${name} because it is in ${state} provisioning state.`);
  const body = await readBody(call, endpointBody);
  const endpoint = shapeEndpoint(id, body, { workspace, before }, cloud);
  if (!before) checkCount(endpoint, cloud);
  endpoint.systemData = systemData(call, before, cloud);
  endpoint.properties.provisioningState = before ? "Updating" : "Creating";
  const seconds = before ? durations.endpointUpdate : durations.endpointCreate;
  const beginning = tellOperation(endpoint, seconds, cloud);
  const { primaryKey, secondaryKey } = body.properties.keys ?? {};
  cloud.store.transaction(() => {
    if (before) keepStale(before, durations.endpointStale, cloud);
    cloud.resources.put(endpoint);
    setKeys(
      endpoint.id,
      { ...(primaryKey ? { primaryKey } : {}), ...(secondaryKey ? { secondaryKey } : {}) },
      cloud,
    );
  });
  const operation = cloud.operations.begin(made, id, beginning);
  const stored = cloud.resources.get(id) ?? endpoint;
  return cloud.operations.accepted(operation, {
    status: before ? 200 : 201,
    body: stored,
    style: "both",
  });
}

function checkCount(endpoint: Resource, cloud: Cloud): void {
  const count = cloud.resources
    .list(endpointType)
    .filter(({ location }) => location === endpoint.location).length;
  if (count >= endpointLimit)
    throw conflict(
      `The limit of ${endpointLimit} endpoints in ${endpoint.location ?? ""} is reached.`,
    );
}

async function patch(call: Call, cloud: Cloud): Promise<Response> {
  const endpoint = endpointOf(call, cloud);
  const { tags, identity, properties } = await readBody(call, patchBody);
  const isWide = call.query.get("api-version") === versionWithWidePatch;
  if (identity !== undefined || (isWide && properties !== undefined))
    throw new AzureError(
      501,
      "NotImplemented",
      "Local Azure emulates PATCH of an endpoint's tags only; PUT changes its traffic.",
    );
  const changed = { ...endpoint, systemData: systemData(call, endpoint, cloud) };
  if (tags) changed.tags = tags;
  cloud.resources.put(changed);
  return json(200, changed);
}

function remove(call: Call, cloud: Cloud): Response {
  const name = call.params.endpointName ?? "";
  const id = childId(workspaceOf(call, cloud), "onlineEndpoints", name);
  const endpoint = cloud.resources.get(id);
  if (!endpoint) return empty(204);
  dropStale(id, cloud);
  cloud.resources.put({
    ...endpoint,
    properties: { ...endpoint.properties, provisioningState: "Deleting" },
  });
  const operation = cloud.operations.begin(deleted, id, {
    seconds: durations.endpointDelete,
    resourceId: id,
  });
  return cloud.operations.accepted(operation, { status: 202, style: "both" });
}

function finish(id: string, cloud: Cloud): void {
  const endpoint = cloud.resources.get(id);
  if (!endpoint || endpoint.properties.provisioningState === "Deleting") return;
  const shares = Object.entries(record(endpoint.properties.traffic)).map(
    ([name, value]) => [name.toLowerCase(), Number(value)] as const,
  );
  cloud.store.transaction(() => {
    dropStale(id, cloud);
    setLiveTraffic(id, Object.fromEntries(shares), cloud);
    cloud.resources.put({
      ...endpoint,
      properties: { ...endpoint.properties, provisioningState: "Succeeded" },
    });
  });
}

function list(call: Call, cloud: Cloud): Response {
  const { query } = call;
  const [name, kind = "Managed"] = [query.get("name"), query.get("computeType") ?? undefined];
  if (!computeTypes.some((known) => samePath(known, kind)))
    throw userError(`computeType '${kind}' is not one of ${computeTypes.join(", ")}.`);
  const value = cloud.resources
    .list(endpointType, workspaceOf(call, cloud).id)
    .map((endpoint) => shown(endpoint, cloud))
    .filter(
      (endpoint) =>
        samePath(kind, "Managed") &&
        (name === null || samePath(name, endpoint.name)) &&
        hasPairs(endpoint.tags, query.get("tags")) &&
        hasPairs(endpoint.properties.properties, query.get("properties")),
    );
  return listAnswer(call, cloud, value);
}

const path = `${workspacePath}/onlineEndpoints`;

export const endpointRoutes: readonly Route[] = [
  arm("PUT", `${path}/{endpointName}`, put),
  arm("PATCH", `${path}/{endpointName}`, patch),
  arm("DELETE", `${path}/{endpointName}`, remove),
  arm("GET", `${path}/{endpointName}`, (call, cloud) =>
    json(200, shown(endpointOf(call, cloud), cloud)),
  ),
  arm("GET", path, list, ["$skip", "name", "count", "computeType", "tags", "properties"]),
];

export function registerEndpoints(cloud: Cloud): void {
  cloud.operations.on(made, (id) => {
    finish(text(id), cloud);
  });
  cloud.operations.on(deleted, (id) => cloud.resources.remove(text(id)));
  cloud.resources.onDelete(endpointType, (endpoint) => {
    forgetEndpoint(endpoint.id, cloud);
    dropIdentity(cloud, endpoint);
  });
}
