import { randomUUID } from "node:crypto";
import { z } from "zod";
import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import { regionName } from "../catalogue/regions";
import type { Cloud } from "../cloud";
import { workspaceType } from "./arm-paths";
import { MachineLearningError, invalidRequest, userError } from "./errors";
import { identityBody, resolveIdentity } from "./identities";
import { offeredRegion } from "./offered-region";
import { optionalMap, text } from "./read-body";

const kinds = ["Default", "Hub", "Project", "FeatureStore"];
const authModes = ["AccessKey", "Identity", "UserDelegationSAS"];

/** Body of a workspace PUT; of a PATCH too, where everything may be missing. */
export const workspaceBody = z.looseObject({
  location: z.string().optional(),
  kind: z.string().optional(),
  tags: optionalMap,
  sku: z.looseObject({ name: z.string(), tier: z.string().optional() }).nullish(),
  identity: identityBody,
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type WorkspaceBody = z.infer<typeof workspaceBody>;

const name = /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/;
const dependencies = ["storageAccount", "keyVault", "applicationInsights", "containerRegistry"];
/** What an existing workspace never changes. */
const immutable = ["storageAccount", "keyVault", "hbiWorkspace", "hubResourceId"];
/** What only the service sets. */
const own = [
  "workspaceId",
  "discoveryUrl",
  "mlFlowTrackingUri",
  "provisioningState",
  "creationTime",
];

/** The workspace that a PUT or PATCH asks for; throws what Azure refuses. */
export function shapeWorkspace(
  id: string,
  body: WorkspaceBody,
  before: Resource | undefined,
  cloud: Cloud,
): Resource {
  const resourceName = id.split("/").at(-1) ?? "";
  if (!name.test(resourceName))
    throw invalidRequest(
      "InvalidWorkspaceName",
      `The workspace name '${resourceName}' is invalid.`,
    );
  const asked = withoutOwn(body.properties);
  checkUnchanged(body, asked, before);
  const kind = before ? text(before.kind) : kindOf(body.kind);
  if (!before) checkDependencies(kind, asked, cloud);
  for (const key of dependencies) checkExists(key, asked[key], cloud);
  const identity = resolveIdentity(body.identity, { id, before }, cloud) ?? before?.identity;
  return {
    id: before?.id ?? id,
    name: before?.name ?? resourceName,
    type: workspaceType,
    location: before?.location ?? locationOf(body.location),
    kind,
    sku: body.sku ?? before?.sku ?? { name: "Basic", tier: "Basic" },
    tags: body.tags,
    ...(identity ? { identity } : {}),
    properties: { ...(before?.properties ?? fresh(id, cloud)), ...withAuthMode(asked) },
  };
}

function fresh(id: string, cloud: Cloud): Record<string, unknown> {
  const { url, tenantId } = cloud.config;
  return {
    friendlyName: id.split("/").at(-1),
    description: "",
    hbiWorkspace: false,
    v1LegacyMode: false,
    publicNetworkAccess: "Enabled",
    allowPublicAccessWhenBehindVnet: false,
    enableDataIsolation: false,
    systemDatastoresAuthMode: "AccessKey",
    storageHnsEnabled: false,
    privateLinkCount: 0,
    workspaceId: randomUUID(),
    tenantId,
    creationTime: cloud.clock.iso(),
    discoveryUrl: `${url}/discovery`,
    mlFlowTrackingUri: `${url.replace("https://", "azureml://")}/mlflow/v1.0${id}`,
    provisioningState: "Creating",
  };
}

function withoutOwn(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).filter(([key, value]) => !own.includes(key) && value !== null),
  );
}

function withAuthMode(asked: Record<string, unknown>): Record<string, unknown> {
  const mode = asked.systemDatastoresAuthMode;
  if (mode === undefined) return asked;
  const known = authModes.find((one) => samePath(one, text(mode)));
  if (known === undefined)
    throw invalidRequest(
      "InvalidPropertyValue",
      `systemDatastoresAuthMode '${text(mode)}' is not one of ${authModes.join(", ")}.`,
    );
  return { ...asked, systemDatastoresAuthMode: known };
}

function kindOf(asked = "Default"): string {
  const kind = kinds.find((one) => samePath(one, asked));
  if (kind !== undefined) return kind;
  throw invalidRequest("InvalidWorkspaceKind", `The workspace kind '${asked}' is not supported.`);
}

function locationOf(asked: string | undefined): string {
  if (asked === undefined)
    throw new MachineLearningError(
      400,
      "LocationRequired",
      "The location property is required for this definition.",
    );
  return offeredRegion(asked, workspaceType);
}

function checkDependencies(kind: string, asked: Record<string, unknown>, cloud: Cloud): void {
  if (kind === "Project") {
    const hub = cloud.resources.get(text(asked.hubResourceId));
    if (hub && text(hub.kind) === "Hub") return;
    throw invalidRequest("ValidationError", "A project workspace needs an existing hubResourceId.");
  }
  if (text(asked.storageAccount) !== "" && text(asked.keyVault) !== "") return;
  throw new MachineLearningError(
    400,
    "ValidationError",
    "Missing dependent resources in workspace json",
  );
}

function checkExists(key: string, id: unknown, cloud: Cloud): void {
  if (id === undefined || id === "" || cloud.resources.get(text(id))) return;
  throw new MachineLearningError(
    400,
    "ValidationError",
    `The resource '${text(id)}' that '${key}' names was not found.`,
    { target: key },
  );
}

function checkUnchanged(
  body: WorkspaceBody,
  asked: Record<string, unknown>,
  before: Resource | undefined,
): void {
  if (!before) return;
  const changed = immutable.find((key) => {
    const [old, now] = [before.properties[key], asked[key]];
    return now !== undefined && !samePath(JSON.stringify(now), JSON.stringify(old ?? null));
  });
  if (changed !== undefined)
    throw userError(`The property '${changed}' of a workspace cannot be changed.`, {
      target: changed,
    });
  if (body.location !== undefined && regionName(body.location) !== before.location)
    throw new MachineLearningError(
      409,
      "InvalidResourceLocation",
      `The resource '${before.name}' already exists in location '${before.location ?? ""}' in resource group '${before.id.split("/")[4] ?? ""}'. A resource with the same name cannot be created in location '${body.location}'. Please select a new resource name.`,
    );
  if (body.kind !== undefined && !samePath(body.kind, text(before.kind)))
    throw userError("The kind of a workspace cannot be changed.", { target: "kind" });
}
