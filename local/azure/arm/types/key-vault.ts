import { apiVersions } from "../api-versions";
import { z } from "zod";
import { AzureError } from "../../http/azure-error";
import { durations } from "../durations";
import { holderOf } from "../global-names";
import type { AnyType } from "../resource-put";
import { trackedFields, type Change, type ResourceType } from "../resource-type";
import { samePath } from "../resource-id";
import type { Resource } from "../resources";

export const vaultType = "Microsoft.KeyVault/vaults";

const guid = z.string().regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/);
const schema = z.object({
  location: trackedFields.location,
  tags: trackedFields.tags,
  properties: z.object({
    tenantId: guid,
    sku: z.object({ family: z.literal("A"), name: z.enum(["standard", "premium"]) }),
    accessPolicies: z
      .array(
        z.object({
          tenantId: guid,
          objectId: z.string(),
          applicationId: guid.optional(),
          permissions: z.looseObject({}),
        }),
      )
      .max(1024)
      .optional(),
    createMode: z.enum(["recover", "default"]).optional(),
    enablePurgeProtection: z.boolean().nullish(),
    enableRbacAuthorization: z.boolean().optional(),
    enableSoftDelete: z.boolean().optional(),
    enabledForDeployment: z.boolean().optional(),
    enabledForDiskEncryption: z.boolean().optional(),
    enabledForTemplateDeployment: z.boolean().optional(),
    networkAcls: z.looseObject({}).optional(),
    publicNetworkAccess: z.string().optional(),
    softDeleteRetentionInDays: z.int().optional(),
  }),
});
type Properties = z.infer<typeof schema>["properties"];

const bad = (message: string): AzureError => new AzureError(400, "BadRequest", message);

/** A soft-deleted vault of that name, in whatever group and region it was: names are global. */
export function deletedVault(cloud: Change["cloud"], name: string): Resource | undefined {
  return cloud.resources
    .softDeletedList(vaultType)
    .find(({ resource }) => samePath(resource.name, name))?.resource;
}

/** Refuses a taken name; the vault that is recovered, if this is a recovery. */
function recovered(
  { cloud, id, name, location, before }: Change,
  mode: string,
): Resource | undefined {
  if (before) return undefined;
  const deleted = deletedVault(cloud, name);
  if (mode === "recover") {
    if (deleted && samePath(deleted.id, id) && deleted.location === location) return deleted;
    throw new AzureError(
      404,
      "VaultNotFound",
      `A vault with the same name does not exist in a deleted state in this resource group and location, so '${name}' cannot be recovered.`,
    );
  }
  if (deleted)
    throw new AzureError(
      409,
      "ConflictError",
      `A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.`,
    );
  if (holderOf(cloud, vaultType, name) !== undefined)
    throw new AzureError(
      409,
      "VaultAlreadyExists",
      `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state.`,
    );
  return undefined;
}

/** New vaults use Azure RBAC from this version on: https://learn.microsoft.com/azure/key-vault/general/access-control-default */
const rolesByDefault = (version: string): boolean => version >= "2026-02-01";

function checkProperties(properties: Properties, { cloud, version, before }: Change): void {
  const { softDeleteRetentionInDays: days, tenantId } = properties;
  const had = before?.properties ?? {};
  if (properties.enablePurgeProtection === false)
    throw bad(
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    );
  if (properties.enableSoftDelete === false)
    throw bad(
      "The property \"enableSoftDelete\" can be set to false only for creating new vault. Enabling the 'soft delete' functionality is an irreversible action.",
    );
  if (days !== undefined && (days < 7 || days > 90))
    throw bad(
      'The property "softDeleteRetentionInDays" must be between 7 and 90 days (inclusive).',
    );
  if (before && days !== undefined && days !== had.softDeleteRetentionInDays)
    throw bad(
      'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    );
  if (!samePath(tenantId, cloud.config.tenantId))
    throw bad(
      `The tenant ID '${tenantId}' in the request is not the tenant of the subscription ('${cloud.config.tenantId}').`,
    );
  const byRoles = properties.enableRbacAuthorization ?? rolesByDefault(version);
  if (!before && properties.accessPolicies === undefined && !byRoles)
    throw bad('The parameter "accessPolicies" is not specified.');
}

const row: ResourceType<typeof schema> = {
  type: vaultType,
  versions: apiVersions.keyVault,
  schema,
  name: /^(?=.{3,24}$)[a-zA-Z](-?[a-zA-Z0-9])*$/,
  badName: (name) =>
    new AzureError(
      400,
      "VaultNameNotValid",
      `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.`,
    ),
  badBody: "BadRequest",
  build({ properties }, change) {
    checkProperties(properties, change);
    const { createMode = "default", enablePurgeProtection: purge, ...rest } = properties;
    const old = recovered(change, createMode);
    if (old) change.cloud.resources.purge(old.id);
    const had = old?.properties ?? change.before?.properties ?? {};
    const name = change.name.toLowerCase();
    return {
      properties: {
        accessPolicies: [],
        enabledForDeployment: false,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enableRbacAuthorization: rolesByDefault(change.version),
        publicNetworkAccess: "Enabled",
        ...had,
        ...rest,
        ...(purge === true ? { enablePurgeProtection: true } : {}),
        // Azure takes any case and answers with a capital.
        ...(rest.publicNetworkAccess === undefined
          ? {}
          : { publicNetworkAccess: capital(rest.publicNetworkAccess) }),
        vaultUri: `https://${name}.${change.cloud.config.suffixes.keyVaultDns}/`,
        provisioningState: "Succeeded",
      },
    };
  },
  put: { seconds: durations.keyVault, state: "RegisteringDns", status: 201, style: "body" },
  remove: {},
  gone: (resource, { resources }) => {
    resources.softDelete(resource);
  },
};
export const keyVault: AnyType = row;

const capital = (word: string): string =>
  word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
