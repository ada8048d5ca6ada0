import { z } from "zod";
import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import { findVmSize, type VmSize } from "../catalogue/vm-sizes";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { deploymentType } from "./arm-paths";
import { inferencingError, invalidRequest, userError } from "./errors";
import { offeredRegion } from "./offered-region";
import { findModel } from "./served-models";
import { coresInUse, endpointCores, quotaOf } from "./quota";
import { durationSeconds, isoDuration, optionalMap, record, text } from "./read-body";

const probe = z
  .looseObject({
    failureThreshold: z.int().min(1).default(30),
    initialDelay: isoDuration.default("PT10S"),
    period: isoDuration.default("PT10S"),
    successThreshold: z.int().min(1).default(1),
    timeout: isoDuration.default("PT2S"),
  })
  .nullish();

/** Body of a deployment PUT. */
export const deploymentBody = z.looseObject({
  location: z.string(),
  tags: optionalMap,
  kind: z.string().nullish(),
  identity: z.unknown().optional(),
  sku: z.looseObject({ name: z.string(), capacity: z.int().min(1).optional() }).nullish(),
  properties: z.looseObject({
    endpointComputeType: z.string(),
    instanceType: z.string().default("Standard_F4s_v2"),
    model: z.string().nullish(),
    environmentId: z.string().nullish(),
    codeConfiguration: z.unknown().optional(),
    description: z.string().nullish(),
    properties: optionalMap,
    environmentVariables: optionalMap,
    appInsightsEnabled: z.boolean().nullish(),
    livenessProbe: probe,
    readinessProbe: probe,
    requestSettings: z
      .looseObject({
        maxConcurrentRequestsPerInstance: z.int().min(1).default(1),
        requestTimeout: isoDuration.default("PT5S"),
        maxQueueWait: isoDuration.default("PT0.5S"),
      })
      .nullish(),
    scaleSettings: z.looseObject({ scaleType: z.string() }).nullish(),
  }),
});
export type DeploymentBody = z.infer<typeof deploymentBody>;

const defaultProbe = {
  failureThreshold: 30,
  initialDelay: "PT10S",
  period: "PT10S",
  successThreshold: 1,
  timeout: "PT2S",
};
/** Limits of https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas. */
const limits = { timeoutSeconds: 180, instances: 50, deployments: 20 };

/** The deployment that a PUT asks for, checked; throws what Azure refuses at once. */
export function shapeDeployment(
  id: string,
  body: DeploymentBody,
  o: {
    readonly workspace: Resource;
    readonly endpoint: Resource;
    readonly before: Resource | undefined;
  },
  cloud: Cloud,
): Resource {
  const { endpoint, before } = o;
  const name = id.split("/").at(-1) ?? "";
  const asked = body.properties;
  checkForm(name, asked);
  checkLocation(body.location, o.workspace);
  const size = checkSize(asked.instanceType, before, cloud);
  const capacity = body.sku?.capacity ?? 1;
  if (capacity > limits.instances)
    throw userError(`A deployment has at most ${limits.instances} instances.`, { target: "sku" });
  const others = cloud.resources.list(deploymentType, endpoint.id);
  if (!before && others.length >= limits.deployments)
    throw userError(`An endpoint has at most ${limits.deployments} deployments.`);
  const model = asked.model ?? "";
  if (!findModel(model, o.workspace, cloud))
    throw userError(`The model '${model}' was not found.`, { target: "model" });
  checkQuota({ size, capacity, before, location: text(endpoint.location) }, cloud);
  return {
    id: before?.id ?? id,
    name: before?.name ?? name,
    type: deploymentType,
    location: text(endpoint.location),
    tags: body.tags,
    kind: body.kind ?? "Managed",
    sku: { name: "Default", ...body.sku, capacity },
    properties: shapeProperties(asked, size),
  };
}

/** What was asked for, with the defaults that the service fills in. */
function shapeProperties(
  asked: DeploymentBody["properties"],
  size: VmSize,
): Record<string, unknown> {
  return {
    ...asked,
    endpointComputeType: "Managed",
    instanceType: size.name,
    appInsightsEnabled: asked.appInsightsEnabled ?? false,
    description: asked.description ?? null,
    egressPublicNetworkAccess: text(asked.egressPublicNetworkAccess) || "Enabled",
    environmentId: null,
    codeConfiguration: null,
    livenessProbe: asked.livenessProbe ?? defaultProbe,
    readinessProbe: asked.readinessProbe ?? defaultProbe,
    requestSettings: {
      maxConcurrentRequestsPerInstance: 1,
      requestTimeout: "PT5S",
      maxQueueWait: "PT0.5S",
      ...asked.requestSettings,
    },
    scaleSettings: { scaleType: "Default" },
  };
}

function checkForm(name: string, asked: DeploymentBody["properties"]): void {
  if (!/^[a-zA-Z](?:-?[a-zA-Z0-9])+$/.test(name) || name.length < 3 || name.length > 32)
    throw invalidRequest("InvalidDeploymentName", `The deployment name '${name}' is invalid.`);
  if (asked.endpointComputeType !== "Managed")
    throw new AzureError(
      501,
      "NotImplemented",
      `Local Azure does not emulate deployments of the type '${asked.endpointComputeType}'.`,
    );
  if (text(asked.environmentId) !== "" || text(record(asked.codeConfiguration).codeId) !== "")
    throw new AzureError(
      501,
      "NotImplemented",
      "Local Azure serves MLflow models without code or environment only.",
    );
  if (asked.scaleSettings && asked.scaleSettings.scaleType !== "Default")
    throw userError("A managed deployment has the scale type Default only.", {
      target: "scaleSettings",
    });
  const timeout = durationSeconds(asked.requestSettings?.requestTimeout ?? "PT5S") ?? 0;
  if (timeout < 1 || timeout > limits.timeoutSeconds)
    throw userError(`requestTimeout has to be between 1 and ${limits.timeoutSeconds} seconds.`, {
      target: "requestSettings.requestTimeout",
    });
}

function checkLocation(asked: string, { location = "" }: Resource): void {
  if (offeredRegion(asked, deploymentType) === location) return;
  throw userError(
    `The deployment's location '${asked}' is not that of the workspace, '${location}'.`,
    { target: "location" },
  );
}

function checkSize(instanceType: string, before: Resource | undefined, cloud: Cloud): VmSize {
  if (before && !samePath(text(before.properties.instanceType), instanceType))
    throw userError("The instance type of a deployment cannot be changed.", {
      target: "instanceType",
    });
  const size = findVmSize(instanceType, cloud.config.asOf);
  if (size?.serves === true) return size;
  throw inferencingError({
    VmSize: [`Instance type ${instanceType} is not supported for online deployments.`],
  });
}

function checkQuota(
  o: { size: VmSize; capacity: number; before: Resource | undefined; location: string },
  cloud: Cloud,
): void {
  const { size, capacity, before, location } = o;
  const held = before ? endpointCores(size, Number(record(before.sku).capacity ?? 1)) : 0;
  const needed = endpointCores(size, capacity) - held;
  const [usage, limit] = [coresInUse(cloud, location, size.family), quotaOf(cloud, size.family)];
  if (needed <= 0 || usage + needed <= limit) return;
  throw inferencingError({
    VmSize: [
      `Not enough quota available for ${size.name} in SubscriptionId ${cloud.config.subscriptionId}. Current usage/limit: ${usage}/${limit}. Additional needed: ${needed} Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota`,
    ],
  });
}
