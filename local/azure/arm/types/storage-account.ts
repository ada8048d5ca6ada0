import { apiVersions } from "../api-versions";
import { z } from "zod";
import { AzureError } from "../../http/azure-error";
import type { Cloud } from "../../cloud";
import { durations } from "../durations";
import { holderOf } from "../global-names";
import { prices } from "../prices";
import type { AnyType } from "../resource-put";
import { trackedFields, type Change, type ResourceType } from "../resource-type";
import type { Resource } from "../resources";

export const storageAccountType = "Microsoft.Storage/storageAccounts";
const type = storageAccountType;
const skus = [
  "Standard_LRS",
  "Standard_GRS",
  "Standard_RAGRS",
  "Standard_ZRS",
  "Premium_LRS",
  "Premium_ZRS",
  "Standard_GZRS",
  "Standard_RAGZRS",
  "StandardV2_LRS",
  "StandardV2_GRS",
  "StandardV2_ZRS",
  "StandardV2_GZRS",
  "PremiumV2_LRS",
  "PremiumV2_ZRS",
] as const;

const networkAcls = z.object({
  bypass: z.string().optional(),
  defaultAction: z.enum(["Allow", "Deny"]),
  ipRules: z.array(z.looseObject({ value: z.string() })).optional(),
  virtualNetworkRules: z.array(z.looseObject({ id: z.string() })).optional(),
  resourceAccessRules: z.array(z.looseObject({})).optional(),
});

/** Writable properties of 2024-01-01; those that only are passed on have no inner check. */
const properties = z
  .object({
    accessTier: z.enum(["Hot", "Cool", "Premium", "Cold"]),
    allowBlobPublicAccess: z.boolean(),
    allowCrossTenantReplication: z.boolean(),
    allowSharedKeyAccess: z.boolean(),
    allowedCopyScope: z.enum(["PrivateLink", "AAD"]),
    defaultToOAuthAuthentication: z.boolean(),
    dnsEndpointType: z.enum(["Standard", "AzureDnsZone"]),
    encryption: z.looseObject({}),
    immutableStorageWithVersioning: z.looseObject({}),
    isHnsEnabled: z.boolean(),
    isLocalUserEnabled: z.boolean(),
    isNfsV3Enabled: z.boolean(),
    isSftpEnabled: z.boolean(),
    keyPolicy: z.object({ keyExpirationPeriodInDays: z.int() }),
    largeFileSharesState: z.enum(["Disabled", "Enabled"]),
    minimumTlsVersion: z.enum(["TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3"]),
    networkAcls,
    publicNetworkAccess: z.enum(["Enabled", "Disabled", "SecuredByPerimeter"]),
    routingPreference: z.looseObject({}),
    sasPolicy: z.object({ expirationAction: z.string(), sasExpirationPeriod: z.string() }),
    supportsHttpsTrafficOnly: z.boolean(),
  })
  .partial();

const schema = z.object({
  ...trackedFields,
  sku: z.object({ name: z.enum(skus), tier: z.string().optional() }),
  kind: z.enum(["Storage", "StorageV2", "BlobStorage", "FileStorage", "BlockBlobStorage"]),
  properties: properties.nullish(),
});

/** First path segments of this server: no account can have them, its blobs could not be reached. */
const reserved = "admin discovery history inference metadata metric mferp providers subscriptions";

export function badAccountName(name: string): AzureError {
  return new AzureError(
    400,
    "AccountNameInvalid",
    `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`,
  );
}

/** Whether somebody has the name, or this server needs it. */
export const isTaken = (cloud: Cloud, name: string): boolean =>
  holderOf(cloud, type, name) !== undefined || reserved.split(" ").includes(name);

function checkName({ cloud, name, before }: Change): void {
  if (before || !isTaken(cloud, name)) return;
  throw holderOf(cloud, type, name)?.startsWith("/")
    ? new AzureError(
        409,
        "StorageAccountInAnotherResourceGroup",
        `The account ${name} is already in another resource group in this subscription.`,
      )
    : new AzureError(
        409,
        "StorageAccountAlreadyTaken",
        `The storage account named ${name} is already taken.`,
      );
}

function cannotUpdate(property: string): AzureError {
  return new AzureError(
    409,
    "AccountPropertyCannotBeUpdated",
    `The property '${property}' was specified in the input, but it cannot be updated.`,
    { target: property },
  );
}

function checkFixed(body: z.infer<typeof schema>, before: Resource): void {
  const asked = body.properties?.isHnsEnabled;
  if (asked !== undefined && asked !== (before.properties.isHnsEnabled ?? false))
    throw cannotUpdate("isHnsEnabled");
  const upgrade = before.kind === "Storage" && body.kind === "StorageV2";
  if (body.kind !== before.kind && !upgrade) throw cannotUpdate("kind");
  const [old] = String((before.sku as { name?: unknown } | undefined)?.name).split("_");
  if (old !== body.sku.name.split("_")[0]) throw cannotUpdate("sku.name");
}

/** What Azure fills in when a body does not say it. */
function defaults({ cloud, name, location }: Change): Record<string, unknown> {
  const time = cloud.clock.iso();
  const host = (kind: string): string =>
    `https://${name}.${kind}.${cloud.config.suffixes.storage}/`;
  return {
    accessTier: "Hot",
    allowBlobPublicAccess: false,
    allowCrossTenantReplication: false,
    encryption: {
      keySource: "Microsoft.Storage",
      services: {
        blob: { enabled: true, keyType: "Account", lastEnabledTime: time },
        file: { enabled: true, keyType: "Account", lastEnabledTime: time },
      },
    },
    minimumTlsVersion: "TLS1_0",
    networkAcls: {
      bypass: "AzureServices",
      defaultAction: "Allow",
      ipRules: [],
      virtualNetworkRules: [],
    },
    supportsHttpsTrafficOnly: true,
    creationTime: time,
    keyCreationTime: { key1: time, key2: time },
    primaryLocation: location,
    statusOfPrimary: "available",
    privateEndpointConnections: [],
    primaryEndpoints: {
      // Path style: a name below localhost is resolved nowhere. The other services are not emulated.
      blob: `${cloud.config.url}/${name}/`,
      dfs: host("dfs"),
      file: host("file"),
      queue: host("queue"),
      table: host("table"),
    },
  };
}

const row: ResourceType<typeof schema> = {
  type,
  versions: apiVersions.storage,
  schema,
  name: /^[a-z0-9]{3,24}$/,
  badName: badAccountName,
  build(body, change) {
    checkName(change);
    if (change.before) checkFixed(body, change.before);
    const premium = body.sku.name.startsWith("Premium");
    return {
      sku: { name: body.sku.name, tier: premium ? "Premium" : "Standard" },
      kind: body.kind,
      properties: {
        ...(change.before?.properties ?? defaults(change)),
        ...body.properties,
        provisioningState: "Succeeded",
      },
    };
  },
  put: { seconds: durations.storageAccount, status: 202, style: "location", withBody: false },
  remove: {},
  ready(resource, { bill }) {
    bill.start(resource.id, { resource: resource.id, ...prices.storage });
  },
  gone: (resource, { blobs }) => blobs.dropAccount(resource.name),
};
export const storageAccount: AnyType = row;
