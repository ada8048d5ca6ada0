import { z } from "zod";
import type { Cloud } from "../../cloud";
import { AzureError } from "../../http/azure-error";
import { parseBody, readBody } from "../../http/body";
import { empty, json } from "../../http/response";
import type { Call, Route } from "../../http/route";
import type { Resource } from "../resources";
import { storageAccount, storageAccountType } from "./storage-account";

export const containerType = `${storageAccountType}/blobServices/containers`;

const schema = z.object({
  properties: z
    .object({
      defaultEncryptionScope: z.string(),
      denyEncryptionScopeOverride: z.boolean(),
      metadata: z.record(z.string(), z.string()),
      publicAccess: z.enum(["Container", "Blob", "None"]),
    })
    .partial()
    .nullish(),
});

function accountOf(call: Call, cloud: Cloud): Resource {
  const { resourceGroupName = "", accountName = "" } = call.params;
  const id = `/subscriptions/${cloud.config.subscriptionId}/resourceGroups/${resourceGroupName}/providers/${storageAccountType}/${accountName}`;
  const account = cloud.resources.get(id);
  if (account) return account;
  throw new AzureError(
    404,
    "ParentResourceNotFound",
    `Failed to perform '${call.method.toLowerCase()}' on resource(s) of type 'storageAccounts/blobServices/containers', because the parent resource '${id}' could not be found.`,
  );
}

/** The ARM resource of a container; also for one that was made through the blob service. */
export function containerResource(
  cloud: Pick<Cloud, "clock">,
  account: Resource,
  name: string,
  properties: Record<string, unknown> = {},
): Resource {
  return {
    id: `${account.id}/blobServices/default/containers/${name}`,
    name,
    type: containerType,
    etag: `"0x${Math.trunc(cloud.clock.now()).toString(16).toUpperCase()}"`,
    properties: {
      deleted: false,
      remainingRetentionDays: 0,
      publicAccess: "None",
      defaultEncryptionScope: "$account-encryption-key",
      denyEncryptionScopeOverride: false,
      leaseStatus: "Unlocked",
      leaseState: "Available",
      lastModifiedTime: cloud.clock.iso(),
      hasImmutabilityPolicy: false,
      hasLegalHold: false,
      ...properties,
    },
  };
}

function needContainer(call: Call, cloud: Cloud): Resource {
  const account = accountOf(call, cloud);
  const container = cloud.resources.get(
    `${account.id}/blobServices/default/containers/${call.params.containerName ?? ""}`,
  );
  if (container) return container;
  throw new AzureError(404, "ContainerNotFound", "The specified container does not exist.");
}

async function put(call: Call, cloud: Cloud): Promise<Response> {
  const account = accountOf(call, cloud);
  const name = call.params.containerName ?? "";
  if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !/^\$(web|root|logs)$/.test(name))
    throw new AzureError(
      400,
      "ContainerOperationFailure",
      `The specified resource name '${name}' contains invalid characters or has a wrong length (3 to 63 lower-case letters, digits and single dashes).`,
    );
  const text = await call.text();
  const body = text === "" ? {} : parseBody(schema, await call.json());
  if (account.properties.provisioningState !== "Succeeded")
    throw new AzureError(
      409,
      "StorageAccountIsNotProvisioned",
      "The storage account provisioning state must be 'Succeeded' before executing the operation.",
    );
  const id = `${account.id}/blobServices/default/containers/${name}`;
  const before = cloud.resources.get(id);
  const properties = { ...before?.properties, ...body.properties };
  await cloud.blobs.ensureContainer(account.name, name);
  const container = containerResource(cloud, account, name, properties);
  cloud.resources.put(container);
  return json(before ? 200 : 201, container);
}

async function patch(call: Call, cloud: Cloud): Promise<Response> {
  const before = needContainer(call, cloud);
  const { properties } = await readBody(schema, call);
  const fresh = { ...before, properties: { ...before.properties, ...properties } };
  cloud.resources.put(fresh);
  return json(200, fresh);
}

async function remove(call: Call, cloud: Cloud): Promise<Response> {
  const account = accountOf(call, cloud);
  const id = `${account.id}/blobServices/default/containers/${call.params.containerName ?? ""}`;
  if (!cloud.resources.get(id)) return empty(204);
  await cloud.resources.remove(id);
  return empty(200);
}

function service(call: Call, cloud: Cloud): Response {
  const account = accountOf(call, cloud);
  return json(200, {
    sku: account.sku,
    id: `${account.id}/blobServices/default`,
    name: "default",
    type: `${storageAccountType}/blobServices`,
    properties: { cors: { corsRules: [] }, deleteRetentionPolicy: { enabled: false } },
  });
}

export function registerContainers(cloud: Cloud): void {
  cloud.resources.onDelete(containerType, async ({ id, name }) => {
    const account = id.split("/")[8] ?? "";
    await cloud.blobs.dropContainer(account, name);
  });
}

const base = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/${storageAccountType}/{accountName}/blobServices`;
const one = {
  path: `${base}/default/containers/{containerName}`,
  audience: "arm",
  versions: storageAccount.versions,
} as const;

export const containerRoutes: readonly Route[] = [
  { ...one, method: "PUT", handle: put },
  { ...one, method: "PATCH", handle: patch },
  { ...one, method: "GET", handle: (call, cloud) => json(200, needContainer(call, cloud)) },
  { ...one, method: "DELETE", handle: remove },
  {
    ...one,
    method: "GET",
    path: `${base}/default/containers`,
    query: ["$maxpagesize", "$filter", "$include"],
    handle: (call, cloud) =>
      json(200, { value: cloud.resources.list(containerType, accountOf(call, cloud).id) }),
  },
  { ...one, method: "GET", path: `${base}/default`, handle: service },
];
