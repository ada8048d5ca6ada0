import { apiVersions } from "../api-versions";
import { z } from "zod";
import type { Cloud } from "../../cloud";
import { AzureError } from "../../http/azure-error";
import { readBody } from "../../http/body";
import { json } from "../../http/response";
import type { Call, Route } from "../../http/route";
import { durations } from "../durations";
import { holderOf } from "../global-names";
import { prices } from "../prices";
import type { AnyType } from "../resource-put";
import { trackedFields, type ResourceType } from "../resource-type";

const type = "Microsoft.ContainerRegistry/registries";
const switches = z.enum(["Enabled", "Disabled"]);

const schema = z.object({
  ...trackedFields,
  sku: z.object({ name: z.enum(["Basic", "Standard", "Premium"]) }),
  properties: z
    .object({
      adminUserEnabled: z.boolean(),
      anonymousPullEnabled: z.boolean(),
      dataEndpointEnabled: z.boolean().nullable(),
      encryption: z.looseObject({}),
      networkRuleBypassAllowedForTasks: z.boolean(),
      networkRuleBypassOptions: z.enum(["AzureServices", "None"]),
      networkRuleSet: z.looseObject({}),
      policies: z.looseObject({}),
      publicNetworkAccess: switches,
      roleAssignmentMode: z.enum(["AbacRepositoryPermissions", "LegacyRegistryPermissions"]),
      zoneRedundancy: switches,
    })
    .partial()
    .nullish(),
});

const inUse = (name: string): string =>
  `The registry DNS name ${name.toLowerCase()}.azurecr.azure.local is already in use. You can check if the name is already claimed using following API: https://docs.microsoft.com/en-us/rest/api/containerregistry/registries/checknameavailability`;

const row: ResourceType<typeof schema> = {
  type,
  versions: apiVersions.containerRegistry,
  schema,
  name: /^[a-zA-Z0-9]{5,50}$/,
  badName: (name) =>
    new AzureError(
      400,
      "InvalidParameter",
      `Registry name '${name}' must be between 5 and 50 characters long and may contain alphanumeric characters only.`,
      { target: "name" },
    ),
  build({ sku, properties }, { cloud, name, before }) {
    if (!before && holderOf(cloud, type, name) !== undefined)
      throw new AzureError(409, "AlreadyInUse", inUse(name), { target: "request" });
    const premium = sku.name === "Premium";
    if (!premium && properties?.publicNetworkAccess === "Disabled")
      throw new AzureError(
        400,
        "NotSupported",
        "The property 'publicNetworkAccess' can be disabled only for a registry of SKU 'Premium'.",
      );
    return {
      sku: { name: sku.name, tier: sku.name },
      properties: {
        loginServer: `${name.toLowerCase()}.${cloud.config.suffixes.acrLoginServer}`,
        creationDate: cloud.clock.iso(),
        status: null,
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        dataEndpointEnabled: false,
        dataEndpointHostNames: [],
        encryption: { status: "disabled" },
        networkRuleBypassOptions: "AzureServices",
        privateEndpointConnections: [],
        publicNetworkAccess: "Enabled",
        zoneRedundancy: "Disabled",
        policies: {
          quarantinePolicy: { status: "disabled" },
          retentionPolicy: { days: 7, status: "disabled" },
        },
        ...before?.properties,
        ...properties,
        provisioningState: "Succeeded",
      },
    };
  },
  put: { seconds: durations.registry, status: 201, style: "async" },
  remove: { seconds: durations.registryDelete },
  ready(resource, { bill }) {
    const { name } = schema.shape.sku.parse(resource.sku);
    bill.start(resource.id, {
      resource: resource.id,
      meter: "Registry unit",
      sku: name,
      quantity: 1,
      pricePerHour: prices.registryPerDay[name] / 24,
    });
  },
};
export const containerRegistry: AnyType = row;

async function checkAvailability(call: Call, cloud: Cloud): Promise<Response> {
  const { name } = await readBody(z.object({ name: z.string(), type: z.literal(type) }), call);
  const bad = row.name.test(name) ? undefined : row.badName(name).message;
  const taken = holderOf(cloud, type, name) === undefined ? undefined : inUse(name);
  if (bad === undefined && taken === undefined) return json(200, { nameAvailable: true });
  const reason = bad === undefined ? "AlreadyExists" : "Invalid";
  return json(200, { nameAvailable: false, reason, message: bad ?? taken });
}

export const registryRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/subscriptions/{subscriptionId}/providers/Microsoft.ContainerRegistry/checkNameAvailability",
    audience: "arm",
    versions: row.versions,
    handle: checkAvailability,
  },
];
