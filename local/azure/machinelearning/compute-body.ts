import { z } from "zod";
import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import { findVmSize, type VmSize } from "../catalogue/vm-sizes";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { computeType } from "./arm-paths";
import { MachineLearningError, invalidRequest, userError } from "./errors";
import { identityBody, resolveIdentity } from "./identities";
import { offeredRegion } from "./offered-region";
import { coresInUse, fits } from "./quota";
import { anyCase, isoDuration, optionalMap, record, text } from "./read-body";

const scaleSettings = z.looseObject({
  maxNodeCount: z.int().min(0),
  minNodeCount: z.int().min(0).default(0),
  nodeIdleTimeBeforeScaleDown: isoDuration.nullish(),
});
const clusterProperties = z.looseObject({
  vmSize: z.string(),
  vmPriority: anyCase(["Dedicated", "LowPriority"]).default("Dedicated"),
  osType: anyCase(["Linux", "Windows"]).default("Linux"),
  scaleSettings: scaleSettings.default({ maxNodeCount: 1, minNodeCount: 0 }),
  remoteLoginPortPublicAccess: anyCase(["Enabled", "Disabled", "NotSpecified"]).default(
    "NotSpecified",
  ),
  enableNodePublicIp: z.boolean().nullish(),
});

/** Body of a compute PUT. Other kinds than AmlCompute are 501. */
export const computeBody = z.looseObject({
  location: z.string().optional(),
  tags: optionalMap,
  sku: z.unknown().optional(),
  identity: identityBody,
  properties: z.looseObject({
    computeType: z.string(),
    description: z.string().nullish(),
    disableLocalAuth: z.boolean().nullish(),
    properties: z.unknown().optional(),
  }),
});
/** Body of a compute PATCH. */
export const scaleBody = z.looseObject({
  properties: z.looseObject({
    scaleSettings: scaleSettings.optional(),
    properties: z.looseObject({ scaleSettings: scaleSettings.optional() }).optional(),
  }),
});

/** The cluster that a PUT asks for, checked; throws what Azure refuses. */
export function shapeCompute(
  id: string,
  body: z.infer<typeof computeBody>,
  context: { readonly workspace: Resource; readonly before: Resource | undefined },
  cloud: Cloud,
): Resource {
  const { workspace, before } = context;
  const name = id.split("/").at(-1) ?? "";
  checkKindAndName(body.properties.computeType, name);
  const asked = readCluster(body.properties.properties);
  const location = offeredRegion(body.location ?? text(workspace.location), computeType);
  const size = checkSize(asked.vmSize, location, cloud);
  checkUnchanged(asked, before);
  checkScale(asked, { name, size, location, before }, cloud);
  const identity = resolveIdentity(body.identity, { id, before }, cloud);
  return {
    id: before?.id ?? id,
    name: before?.name ?? name,
    type: computeType,
    location,
    tags: body.tags,
    ...(identity ? { identity } : {}),
    properties: {
      ...computeProperties(body, before, cloud.clock.iso()),
      computeLocation: location,
      properties: {
        enableNodePublicIp: true,
        ...asked,
        vmSize: size.name.toUpperCase(),
        scaleSettings: { nodeIdleTimeBeforeScaleDown: "PT120S", ...asked.scaleSettings },
      },
    },
  };
}

function computeProperties(
  { properties }: z.infer<typeof computeBody>,
  before: Resource | undefined,
  now: string,
) {
  return {
    computeType: "AmlCompute",
    description: properties.description ?? null,
    disableLocalAuth: properties.disableLocalAuth ?? false,
    createdOn: text(before?.properties.createdOn) || now,
    modifiedOn: now,
    isAttachedCompute: false,
    provisioningErrors: null,
    resourceId: null,
  };
}

function readCluster(properties: unknown): z.infer<typeof clusterProperties> {
  const checked = clusterProperties.safeParse(properties ?? {});
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const field = `properties.properties.${issue?.path.join(".") ?? ""}`;
  throw invalidRequest("InvalidRequestBody", `${field}: ${issue?.message ?? ""}`, field);
}

function checkKindAndName(kind: string, name: string): void {
  if (!samePath(kind, "AmlCompute"))
    throw new AzureError(
      501,
      "NotImplemented",
      `Local Azure does not emulate computes of the type '${kind}'.`,
    );
  if (!/^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/.test(name))
    throw invalidRequest(
      "ComputeNameInvalid",
      `The compute name '${name}' is invalid: 3 to 32 letters, digits and dashes that begin with a letter and do not end with a dash.`,
    );
}

function checkSize(vmSize: string, location: string, cloud: Cloud): VmSize {
  const size = findVmSize(vmSize, cloud.config.asOf);
  if (size) return size;
  throw new MachineLearningError(
    400,
    "BadArgument",
    `The specified Azure ML Compute VM size ${vmSize} is not supported in region ${location}.`,
    { details: [{ code: "InvalidVmSize", message: `Vm size ${vmSize} is not supported.` }] },
  );
}

function checkUnchanged(
  asked: z.infer<typeof clusterProperties>,
  before: Resource | undefined,
): void {
  if (!before) return;
  const old = record(before.properties.properties);
  for (const key of ["vmSize", "vmPriority", "osType"] as const) {
    if (!samePath(text(old[key]), asked[key]))
      throw userError(
        `The property '${key}' of compute '${before.name}' cannot be changed from '${text(old[key])}' to '${asked[key]}'. Delete the compute and create it again.`,
        { target: key },
      );
  }
}

function checkScale(
  { scaleSettings: scale, vmPriority }: z.infer<typeof clusterProperties>,
  at: { name: string; size: VmSize; location: string; before: Resource | undefined },
  cloud: Cloud,
): void {
  if (scale.minNodeCount > scale.maxNodeCount)
    throw invalidRequest(
      "InvalidScaleSettings",
      `minNodeCount ${scale.minNodeCount} is above maxNodeCount ${scale.maxNodeCount}.`,
    );
  const old = Number(
    record(record(at.before?.properties.properties).scaleSettings).minNodeCount ?? 0,
  );
  const cores = (scale.minNodeCount - old) * at.size.vCPUs;
  if (cores <= 0 || vmPriority === "LowPriority" || fits(cloud, at.location, at.size, cores))
    return;
  throw new MachineLearningError(
    400,
    "ClusterMinNodesExceedCoreQuota",
    `The specified Azure ML Compute cluster ${at.name} has minNodeCount ${scale.minNodeCount}, which needs ${cores} more cores of ${at.size.family}; in use ${coresInUse(cloud, at.location, at.size.family)}.`,
  );
}
