import { z } from "zod";
import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { deploymentType, endpointType } from "./arm-paths";
import { invalidRequest, userError } from "./errors";
import { identityBody, resolveIdentity } from "./identities";
import { offeredRegion } from "./offered-region";
import { anyCase, optionalMap, record, text, without } from "./read-body";

/** What the service takes when no identity is given. */
const systemAssigned = { type: "SystemAssigned", userAssignedIdentities: undefined };

const percent = z.int().min(0).max(100);
const share = z
  .record(z.string(), percent)
  .nullish()
  .transform((map) => map ?? {});

/** Body of an endpoint PUT: `location` and `properties.authMode` are needed. */
export const endpointBody = z.looseObject({
  location: z.string(),
  kind: z.string().nullish(),
  tags: optionalMap,
  sku: z.unknown().optional(),
  identity: identityBody,
  properties: z.looseObject({
    authMode: anyCase(["Key", "AMLToken", "AADToken"]),
    description: z.string().nullish(),
    properties: optionalMap,
    traffic: share,
    mirrorTraffic: share,
    publicNetworkAccess: anyCase(["Enabled", "Disabled"]).nullish(),
    compute: z.string().nullish(),
    keys: z
      .looseObject({ primaryKey: z.string().nullish(), secondaryKey: z.string().nullish() })
      .nullish(),
  }),
});
export type EndpointBody = z.infer<typeof endpointBody>;

/** The region whose endpoint names share one space. */
export function endpointAt(location: string, name: string, cloud: Cloud): Resource | undefined {
  return cloud.resources
    .list(endpointType)
    .find((one) => samePath(one.name, name) && one.location === location);
}

/** The endpoint that a PUT asks for, checked; throws what Azure refuses. */
export function shapeEndpoint(
  id: string,
  body: EndpointBody,
  { workspace, before }: { readonly workspace: Resource; readonly before: Resource | undefined },
  cloud: Cloud,
): Resource {
  const name = id.split("/").at(-1) ?? "";
  const location = offeredRegion(body.location, endpointType);
  checkName(name, location, id, cloud);
  if (location !== workspace.location)
    throw userError(
      `The endpoint's location '${body.location}' is not that of the workspace, '${workspace.location ?? ""}'.`,
      { target: "location" },
    );
  const asked = body.properties;
  checkUnchanged(body, before);
  checkTraffic(id, asked, before, cloud);
  const identity =
    resolveIdentity(body.identity ?? systemAssigned, { id, before }, cloud) ?? before?.identity;
  const { url } = cloud.config;
  return {
    id: before?.id ?? id,
    name: before?.name ?? name,
    type: endpointType,
    location,
    tags: body.tags,
    kind: body.kind ?? "Managed",
    identity,
    properties: {
      // keys are written, never read
      ...without(asked, "keys"),
      description: asked.description ?? null,
      publicNetworkAccess: asked.publicNetworkAccess ?? "Enabled",
      compute: null,
      scoringUri: `${url}/inference/${location}/${name}/score`,
      swaggerUri: `${url}/inference/${location}/${name}/swagger.json`,
    },
  };
}

function checkName(name: string, location: string, id: string, cloud: Cloud): void {
  if (!/^[a-zA-Z](?:-?[a-zA-Z0-9])+$/.test(name) || name.length < 3 || name.length > 32)
    throw invalidRequest(
      "InvalidEndpointName",
      `The endpoint name '${name}' is invalid: 3 to 32 letters, digits and single dashes; it begins with a letter and does not end with a dash.`,
    );
  const holder = endpointAt(location, name, cloud);
  if (!holder || samePath(holder.id, id)) return;
  throw userError(
    `There already exists an endpoint with the name '${name}' in the region ${location}. Endpoint names must be unique within a region.`,
    { target: "name" },
  );
}

function checkUnchanged(body: EndpointBody, before: Resource | undefined): void {
  if (!before) return;
  if (body.properties.authMode !== before.properties.authMode)
    throw userError("The authentication mode of an endpoint cannot be changed.", {
      target: "authMode",
    });
  if (!body.identity) return;
  const users = (identity: unknown) =>
    Object.keys(record(record(identity).userAssignedIdentities))
      .map((key) => key.toLowerCase())
      .sort()
      .join();
  const kind = (identity: unknown) => text(record(identity).type).replace(/\s/g, "").toLowerCase();
  const same =
    kind(body.identity) === kind(before.identity) &&
    users(body.identity) === users(before.identity);
  if (!same)
    throw userError("The identity of an endpoint cannot be changed.", { target: "identity" });
}

function checkTraffic(
  id: string,
  { traffic, mirrorTraffic }: Pick<EndpointBody["properties"], "traffic" | "mirrorTraffic">,
  before: Resource | undefined,
  cloud: Cloud,
): void {
  const names = before
    ? cloud.resources.list(deploymentType, id).map(({ name }) => name.toLowerCase())
    : [];
  for (const [field, rules] of Object.entries({ traffic, mirrorTraffic })) {
    const unknown = Object.keys(rules).find((name) => !names.includes(name.toLowerCase()));
    if (unknown !== undefined)
      throw userError(
        `The deployment '${unknown}' that '${field}' names does not exist under the endpoint.`,
        { target: field },
      );
  }
  const sum = Object.values(traffic).reduce((all, one) => all + one, 0);
  if (sum !== 0 && sum !== 100)
    throw userError(`The traffic values have to sum to 0 or 100; they sum to ${sum}.`, {
      target: "traffic",
    });
  checkMirror(traffic, mirrorTraffic);
}

/** Limits of mirroring: https://learn.microsoft.com/azure/machine-learning/how-to-safely-rollout-online-endpoints */
function checkMirror(traffic: Record<string, number>, mirrorTraffic: Record<string, number>): void {
  const mirrors = Object.entries(mirrorTraffic).filter(([, share]) => share > 0);
  const refuse = (problem: string): never => {
    throw userError(`The mirror traffic is invalid: ${problem}.`, { target: "mirrorTraffic" });
  };
  if (mirrors.length > 1) refuse("only one deployment can receive it");
  for (const [name, share] of mirrors) {
    if (share > 50) refuse(`at most 50 percent can be mirrored, not ${share}`);
    if (Object.entries(traffic).some(([live, part]) => part > 0 && samePath(live, name)))
      refuse(`deployment '${name}' receives live traffic`);
  }
}
