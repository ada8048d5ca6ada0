import { apiVersions } from "./api-versions";
import { filtered, filterQuery } from "./list-filter";
import { z } from "zod";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { readBody } from "../http/body";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import { durations } from "./durations";
import { resourceGroupNotFound } from "./gate";
import { locationName } from "./locations";
import type { Resource } from "./resources";

export const resourceGroupType = "Microsoft.Resources/resourceGroups";
const tags = z.record(z.string(), z.string());
const putSchema = z.object({
  location: z.string().optional(),
  managedBy: z.string().optional(),
  tags: tags.optional(),
});
const patchSchema = z.object({ tags: tags.optional() });
const deletion = z.object({ id: z.string() });

const versions = apiVersions.resources;
const path = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";

function idOf(call: Call, cloud: Cloud): string {
  return `/subscriptions/${cloud.config.subscriptionId}/resourceGroups/${call.params.resourceGroupName ?? ""}`;
}

function needGroup(call: Call, cloud: Cloud): Resource {
  const group = cloud.resources.get(idOf(call, cloud));
  if (!group) throw resourceGroupNotFound(call.params.resourceGroupName ?? "");
  return group;
}

async function put(call: Call, cloud: Cloud): Promise<Response> {
  const body = await readBody(putSchema, call);
  const name = call.params.resourceGroupName ?? "";
  if (!/^[-\w.()]{1,90}$/u.test(name) || name.endsWith("."))
    throw new AzureError(
      400,
      "InvalidResourceGroupName",
      `The provided resource group name '${name}' has these invalid characters or a wrong length. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.`,
    );
  const location = locationName(body.location, "resource group");
  const before = cloud.resources.get(idOf(call, cloud));
  if (before && before.location !== location)
    throw new AzureError(
      409,
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${location}'. The Resource group already exists in location '${before.location ?? ""}'.`,
    );
  if (before?.properties.provisioningState === "Deleting") throw deprovisioning(name);
  const group: Resource = {
    id: before?.id ?? idOf(call, cloud),
    name: before?.name ?? name,
    type: resourceGroupType,
    location,
    ...(body.tags ? { tags: body.tags } : {}),
    ...(body.managedBy === undefined ? {} : { managedBy: body.managedBy }),
    properties: { provisioningState: "Succeeded" },
  };
  cloud.resources.put(group);
  return json(before ? 200 : 201, group);
}

function deprovisioning(name: string): AzureError {
  return new AzureError(
    409,
    "ResourceGroupBeingDeleted",
    `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`,
  );
}

function remove(call: Call, cloud: Cloud): Response {
  const group = needGroup(call, cloud);
  if (group.properties.provisioningState !== "Deleting")
    cloud.resources.put({ ...group, properties: { provisioningState: "Deleting" } });
  const operation =
    cloud.operations.running(group.id) ??
    cloud.operations.begin(
      "delete resource group",
      { id: group.id },
      { seconds: durations.resourceGroupDelete, resourceId: group.id },
    );
  return cloud.operations.accepted(operation, { status: 202, style: "location" });
}

export function registerResourceGroups(cloud: Cloud): void {
  cloud.operations.on("delete resource group", async (payload) => {
    await cloud.resources.remove(deletion.parse(payload).id);
  });
}

export const resourceGroupRoutes: readonly Route[] = [
  { method: "PUT", path, audience: "arm", versions, handle: put },
  {
    method: "GET",
    path,
    audience: "arm",
    versions,
    handle: (call, cloud) => json(200, needGroup(call, cloud)),
  },
  {
    method: "HEAD",
    path,
    audience: "arm",
    versions,
    handle: (call, cloud) => empty(cloud.resources.get(idOf(call, cloud)) ? 204 : 404),
  },
  {
    method: "PATCH",
    path,
    audience: "arm",
    versions,
    async handle(call, cloud) {
      const { tags: fresh } = await readBody(patchSchema, call);
      const group = { ...needGroup(call, cloud), ...(fresh ? { tags: fresh } : {}) };
      cloud.resources.put(group);
      return json(200, group);
    },
  },
  {
    method: "DELETE",
    path,
    audience: "arm",
    versions,
    query: ["forceDeletionTypes"],
    handle: remove,
  },
  {
    method: "GET",
    path: "/subscriptions/{subscriptionId}/resourceGroups",
    audience: "arm",
    versions,
    query: filterQuery,
    handle: (call, cloud) =>
      json(200, { value: filtered(cloud.resources.list(resourceGroupType), call) }),
  },
];
