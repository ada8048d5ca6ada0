import { z } from "zod";
import type { Cloud } from "../../cloud";
import { isoTime } from "../../clock";
import { AzureError } from "../../http/azure-error";
import { readBody } from "../../http/body";
import { json } from "../../http/response";
import type { Call, Route } from "../../http/route";
import { durations } from "../durations";
import { holderOf } from "../global-names";
import { samePath } from "../resource-id";
import type { SoftDeleted } from "../resources";
import { deletedVault, keyVault, vaultType } from "./key-vault";

const purge = z.object({ id: z.string() });
const day = 86_400_000;

function retention({ resource, deletedAt }: SoftDeleted): number {
  return deletedAt + Number(resource.properties.softDeleteRetentionInDays) * day;
}

function body(cloud: Cloud, deleted: SoftDeleted): Record<string, unknown> {
  const { resource, deletedAt } = deleted;
  return {
    id: `/subscriptions/${cloud.config.subscriptionId}/providers/Microsoft.KeyVault/locations/${resource.location ?? ""}/deletedVaults/${resource.name}`,
    name: resource.name,
    type: "Microsoft.KeyVault/deletedVaults",
    properties: {
      vaultId: resource.id,
      location: resource.location,
      tags: resource.tags,
      deletionDate: isoTime(deletedAt),
      scheduledPurgeDate: isoTime(retention(deleted)),
      ...(resource.properties.enablePurgeProtection === true
        ? { purgeProtectionEnabled: true }
        : {}),
    },
  };
}

/** The vaults in the bin; those whose time is over are gone. */
function deletedVaults(cloud: Cloud): SoftDeleted[] {
  const all = cloud.resources.softDeletedList(vaultType);
  const over = all.filter((deleted) => retention(deleted) <= cloud.clock.now());
  for (const { resource } of over) cloud.resources.purge(resource.id);
  return all.filter((deleted) => !over.includes(deleted));
}

function need(call: Call, cloud: Cloud): SoftDeleted {
  const { vaultName = "", location = "" } = call.params;
  const found = deletedVaults(cloud).find(
    ({ resource }) =>
      samePath(resource.name, vaultName) && samePath(resource.location ?? "", location),
  );
  if (found) return found;
  throw new AzureError(
    404,
    "DeletedVaultNotFound",
    `The specified deleted vault '${vaultName}' does not exist.`,
  );
}

function startPurge(call: Call, cloud: Cloud): Response {
  const { resource } = need(call, cloud);
  if (resource.properties.enablePurgeProtection === true)
    throw new AzureError(
      400,
      "MethodNotAllowed",
      `Operation 'DeletedVaultPurge' is not allowed: the vault '${resource.name}' has purge protection.`,
    );
  const id = String(body(cloud, need(call, cloud)).id);
  const operation =
    cloud.operations.running(id) ??
    cloud.operations.begin(
      "purge vault",
      { id: resource.id },
      { seconds: durations.keyVaultPurge, resourceId: id },
    );
  return cloud.operations.accepted(operation, { status: 202, style: "location" });
}

async function checkAvailability(call: Call, cloud: Cloud): Promise<Response> {
  const asked = z.object({ name: z.string(), type: z.literal(vaultType) });
  const { name } = await readBody(asked, call, "BadRequest");
  const refuse = (reason: string, message: string): Response =>
    json(200, { nameAvailable: false, reason, message });
  if (!keyVault.name.test(name))
    return refuse("AccountNameInvalid", keyVault.badName(name).message);
  deletedVaults(cloud);
  return holderOf(cloud, vaultType, name) !== undefined || deletedVault(cloud, name)
    ? refuse("AlreadyExists", `The vault name '${name}' is already in use.`)
    : json(200, { nameAvailable: true });
}

export function registerDeletedVaults(cloud: Cloud): void {
  cloud.operations.on("purge vault", (payload) => {
    cloud.resources.purge(purge.parse(payload).id);
  });
}

const { versions } = keyVault;
const base = "/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault";
const one = `${base}/locations/{location}/deletedVaults/{vaultName}`;

export const deletedVaultRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${base}/deletedVaults`,
    audience: "arm",
    versions,
    handle: (_, cloud) =>
      json(200, { value: deletedVaults(cloud).map((deleted) => body(cloud, deleted)) }),
  },
  {
    method: "GET",
    path: one,
    audience: "arm",
    versions,
    handle: (call, cloud) => json(200, body(cloud, need(call, cloud))),
  },
  { method: "POST", path: `${one}/purge`, audience: "arm", versions, handle: startPurge },
  {
    method: "POST",
    path: `${base}/checkNameAvailability`,
    audience: "arm",
    versions,
    handle: checkAvailability,
  },
];
