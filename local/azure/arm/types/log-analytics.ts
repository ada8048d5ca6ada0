import { apiVersions } from "../api-versions";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AzureError } from "../../http/azure-error";
import { durations } from "../durations";
import type { AnyType } from "../resource-put";
import { trackedFields, type ResourceType } from "../resource-type";

const type = "Microsoft.OperationalInsights/workspaces";
/** Days in which a deleted workspace can be had back: https://learn.microsoft.com/azure/azure-monitor/logs/delete-workspace */
const retention = 14;

const skus = [
  "Free",
  "Standard",
  "Premium",
  "PerNode",
  "PerGB2018",
  "Standalone",
  "CapacityReservation",
  "LACluster",
] as const;

const schema = z.object({
  ...trackedFields,
  properties: z
    .object({
      sku: z.object({
        name: z
          .string()
          .transform((name) => skus.find((sku) => sku.toLowerCase() === name.toLowerCase()) ?? name)
          .pipe(z.enum(skus)),
        capacityReservationLevel: z.int().optional(),
      }),
      retentionInDays: z.int().nullable(),
      features: z.looseObject({}),
      workspaceCapping: z.object({ dailyQuotaGb: z.number() }),
      publicNetworkAccessForIngestion: z.enum(["Enabled", "Disabled"]),
      publicNetworkAccessForQuery: z.enum(["Enabled", "Disabled"]),
      forceCmkForQuery: z.boolean(),
      defaultDataCollectionRuleResourceId: z.string(),
    })
    .partial()
    .nullish(),
});

const row: ResourceType<typeof schema> = {
  type,
  versions: apiVersions.operationalInsights,
  schema,
  name: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
  badName: (name) =>
    new AzureError(
      400,
      "InvalidParameter",
      `The workspace name '${name}' is invalid: it must have 4 to 63 letters, digits and dashes, and no dash at its ends.`,
    ),
  build({ properties }, { cloud, id, location, before }) {
    const days = properties?.retentionInDays;
    if (typeof days === "number" && (days < 30 || days > 730) && days !== 7)
      throw new AzureError(
        400,
        "InvalidParameter",
        "'RetentionInDays' property doesn't match the SKU limits.",
      );
    // A workspace of the same name, group and region comes back with its data (and its id).
    const old = before ? undefined : cloud.resources.softDeleted(id);
    const returns = old?.location === location && !isOver(old.properties, cloud.clock.now());
    if (old) cloud.resources.purge(id);
    const time = cloud.clock.iso();
    return {
      properties: {
        sku: { name: "PerGB2018", lastSkuUpdate: time },
        retentionInDays: 30,
        features: {
          legacy: 0,
          searchVersion: 1,
          enableLogAccessUsingOnlyResourcePermissions: true,
        },
        workspaceCapping: {
          dailyQuotaGb: -1,
          quotaNextResetTime: time,
          dataIngestionStatus: "RespectQuota",
        },
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
        customerId: randomUUID(),
        createdDate: time,
        ...(returns ? old.properties : before?.properties),
        ...properties,
        modifiedDate: time,
        provisioningState: "Succeeded",
      },
    };
  },
  put: { seconds: durations.logAnalytics, status: 201, style: "async" },
  remove: {
    seconds: durations.logAnalyticsDelete,
    style: "both",
    query: ["force"],
    before(resource, { resources }, query) {
      const force = query.get("force") === "true";
      resources.put({ ...resource, properties: { ...resource.properties, deletedForGood: force } });
      resource.properties.deletedForGood = force;
    },
  },
  gone(resource, { resources, clock }) {
    const { deletedForGood, ...properties } = resource.properties;
    if (deletedForGood !== true)
      resources.softDelete({
        ...resource,
        properties: { ...properties, deletedDate: clock.iso() },
      });
  },
};

function isOver({ deletedDate }: Record<string, unknown>, now: number): boolean {
  return Date.parse(String(deletedDate)) + retention * 86_400_000 <= now;
}

export const logAnalytics: AnyType = row;
