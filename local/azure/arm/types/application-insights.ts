import { apiVersions } from "../api-versions";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AzureError } from "../../http/azure-error";
import type { AnyType } from "../resource-put";
import { trackedFields, type Change, type ResourceType } from "../resource-type";

const schema = z.object({
  location: trackedFields.location,
  tags: trackedFields.tags,
  kind: z.string(),
  properties: z.object({
    Application_Type: z.enum(["web", "other"]),
    Flow_Type: z.literal("Bluefield").optional(),
    Request_Source: z.literal("rest").optional(),
    IngestionMode: z
      .enum(["ApplicationInsights", "ApplicationInsightsWithDiagnosticSettings", "LogAnalytics"])
      .optional(),
    WorkspaceResourceId: z.string().optional(),
    RetentionInDays: z.int().optional(),
    SamplingPercentage: z.number().nullish(),
    DisableIpMasking: z.boolean().optional(),
    DisableLocalAuth: z.boolean().optional(),
    ImmediatePurgeDataOn30Days: z.boolean().optional(),
    HockeyAppId: z.string().optional(),
    ForceCustomerStorageForProfiler: z.boolean().optional(),
    publicNetworkAccessForIngestion: z.enum(["Enabled", "Disabled"]).optional(),
    publicNetworkAccessForQuery: z.enum(["Enabled", "Disabled"]).optional(),
  }),
});
type Properties = z.infer<typeof schema>["properties"];

/** Classic components cannot be made any more: https://learn.microsoft.com/azure/azure-monitor/app/convert-classic-resource */
function checkWorkspace({ WorkspaceResourceId: id }: Properties, { cloud, before }: Change): void {
  if (id === undefined) {
    if (before) return;
    throw new AzureError(
      400,
      "BadRequest",
      "Component creation or update without a Log Analytics workspace is not supported: 'WorkspaceResourceId' is needed.",
    );
  }
  const workspace = cloud.resources.get(id);
  if (workspace?.type !== "Microsoft.OperationalInsights/workspaces")
    throw new AzureError(
      400,
      "BadRequest",
      `Workspace was not found, WorkspaceResourceId '${id}' is not valid.`,
    );
}

const row: ResourceType<typeof schema> = {
  type: "Microsoft.Insights/components",
  versions: apiVersions.insightsComponents,
  schema,
  name: /^[^%&?/\\]{1,259}[^%&?/\\. ]$|^[^%&?/\\. ]$/,
  badName: (name) =>
    new AzureError(400, "InvalidResourceName", `The component name '${name}' is invalid.`),
  build({ kind, properties }, change) {
    checkWorkspace(properties, change);
    const { cloud, name, location, before } = change;
    const had = z
      .object({ InstrumentationKey: z.string(), AppId: z.string() })
      .safeParse(before?.properties);
    const key = had.data?.InstrumentationKey ?? randomUUID();
    const appId = had.data?.AppId ?? randomUUID();
    return {
      kind,
      etag: `"${randomUUID()}"`,
      properties: {
        Flow_Type: "Bluefield",
        Request_Source: "rest",
        IngestionMode: "LogAnalytics",
        RetentionInDays: 90,
        SamplingPercentage: null,
        DisableIpMasking: false,
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
        CreationDate: cloud.clock.iso(),
        ...before?.properties,
        ...properties,
        ApplicationId: name,
        AppId: appId,
        Name: name,
        InstrumentationKey: key,
        ConnectionString: `InstrumentationKey=${key};IngestionEndpoint=https://${location}-0.in.applicationinsights.azure.local/;LiveEndpoint=https://${location}.livediagnostics.monitor.azure.local/;ApplicationId=${appId}`,
        TenantId: cloud.config.subscriptionId,
        HockeyAppToken: null,
        provisioningState: "Succeeded",
      },
    };
  },
  put: { status: 200 },
  remove: {},
};
export const applicationInsights: AnyType = row;
