import { z } from "zod";
import type { Cloud } from "../cloud";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import { dropIdentity } from "./managed-identity";
import {
  busyState,
  patchResource,
  putResource,
  resourceId,
  retryAfter,
  type AnyType,
} from "./resource-put";

const subject = z.object({ id: z.string() });

function get(type: AnyType, call: Call, cloud: Cloud): Response {
  const resource = cloud.resources.need(resourceId(call, cloud, type.type));
  return json(200, resource, busyState(resource) === undefined ? {} : retryAfter(cloud));
}

async function remove(type: AnyType, call: Call, cloud: Cloud): Promise<Response> {
  const resource = cloud.resources.get(resourceId(call, cloud, type.type));
  if (!resource) return empty(204);
  type.remove.before?.(resource, cloud, call.query);
  const { seconds, style = "both" } = type.remove;
  if (seconds === undefined) {
    await cloud.resources.remove(resource.id);
    return empty(200);
  }
  const deleting = { ...resource.properties, provisioningState: "Deleting" };
  const operation =
    resource.properties.provisioningState === "Deleting"
      ? cloud.operations.running(resource.id)
      : undefined;
  const going =
    operation ??
    cloud.store.transaction(() => {
      cloud.resources.put({ ...resource, properties: deleting });
      const o = { seconds, resourceId: resource.id };
      return cloud.operations.begin("delete resource", { id: resource.id }, o);
    });
  return cloud.operations.accepted(going, { status: 202, style });
}

/** PUT, GET, HEAD, PATCH and DELETE of a resource, and its lists in a group and in the subscription. */
export function resourceRoutes(type: AnyType): Route[] {
  const { versions } = type;
  const collection = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/${type.type}`;
  const path = `${collection}/{name}`;
  const rest = { path, audience: "arm", versions } as const;
  const query = type.put.query ?? [];
  const list = (call: Call, cloud: Cloud): Response => {
    const { subscriptionId } = cloud.config;
    const { resourceGroupName: group } = call.params;
    const scope = `/subscriptions/${subscriptionId}${group === undefined ? "" : `/resourceGroups/${group}`}`;
    return json(200, { value: cloud.resources.list(type.type, scope) });
  };
  return [
    { ...rest, method: "PUT", query, handle: (call, cloud) => putResource(type, call, cloud) },
    { ...rest, method: "PATCH", query, handle: (call, cloud) => patchResource(type, call, cloud) },
    { ...rest, method: "GET", query: ["$expand"], handle: (call, cloud) => get(type, call, cloud) },
    {
      ...rest,
      method: "DELETE",
      query: type.remove.query ?? [],
      handle: (call, cloud) => remove(type, call, cloud),
    },
    ...[collection, `/subscriptions/{subscriptionId}/providers/${type.type}`].map(
      (listPath): Route => ({
        method: "GET",
        path: listPath,
        audience: "arm",
        versions,
        handle: list,
      }),
    ),
  ];
}

/** Effects and delete hooks of a type. */
export function registerType(type: AnyType, cloud: Cloud): void {
  cloud.operations.on(`make ${type.type}`, (payload) => {
    const resource = cloud.resources.get(subject.parse(payload).id);
    // Deleted with its group meanwhile: nothing is left to be made.
    if (!resource) return;
    const ready = {
      ...resource,
      properties: { ...resource.properties, provisioningState: "Succeeded" },
    };
    cloud.store.transaction(() => {
      cloud.resources.put(ready);
      type.ready?.(ready, cloud);
    });
  });
  cloud.resources.onDelete(type.type, async (resource) => {
    dropIdentity(cloud, resource);
    await type.gone?.(resource, cloud);
  });
}

/** The effect behind every long-running DELETE. */
export function registerDeletion(cloud: Cloud): void {
  cloud.operations.on("delete resource", async (payload) => {
    await cloud.resources.remove(subject.parse(payload).id);
  });
}
