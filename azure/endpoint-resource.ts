import { omit } from "./omit";

/** An online endpoint as ARM has it. */
export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly kind?: string | null;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly identity?: Identity | null;
  readonly properties: {
    readonly authMode: "Key" | "AMLToken" | "AADToken";
    readonly provisioningState?: string;
    readonly scoringUri?: string | null;
    readonly swaggerUri?: string | null;
    readonly description?: string | null;
    readonly publicNetworkAccess?: string;
    readonly compute?: string | null;
    /** Percent of the requests per deployment. */
    readonly traffic?: Readonly<Record<string, number>> | null;
    readonly mirrorTraffic?: Readonly<Record<string, number>> | null;
    readonly properties?: Readonly<Record<string, string>> | null;
  };
}

interface Identity {
  readonly type: string;
  readonly principalId?: string;
  readonly tenantId?: string;
  readonly userAssignedIdentities?: Readonly<Record<string, unknown>> | null;
}

/** A deployment as ARM has it. */
export interface Deployment {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly sku?: { readonly name: string; readonly capacity?: number | null } | null;
  readonly properties: {
    readonly endpointComputeType?: string;
    readonly provisioningState?: string;
    readonly model?: string | null;
    readonly instanceType?: string | null;
    readonly [setting: string]: unknown;
  };
}

/** What a PUT of an endpoint takes: all that a GET gave, without what only the service may say. */
export type EndpointBody = Omit<Endpoint, "id" | "name">;

/** A full PUT forgets whatever its body leaves out; so a change starts from this. Azure answers with nulls that it does not take. */
export function bodyOf(endpoint: Endpoint): EndpointBody {
  const { location, kind, tags, identity, properties } = endpoint;
  const settings = omit(properties, "provisioningState", "scoringUri", "swaggerUri");
  return {
    location,
    ...(kind ? { kind } : {}),
    tags: tags ?? {},
    ...(identity ? { identity: identityBody(identity) } : {}),
    properties: { ...withoutNulls(settings), traffic: withoutZeros(properties.traffic) },
  };
}

function withoutNulls<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null)) as T;
}

function identityBody({ type, userAssignedIdentities }: Identity): Identity {
  if (!userAssignedIdentities) return { type };
  const ids = Object.keys(userAssignedIdentities).map((id) => [id, {}] as const);
  return { type, userAssignedIdentities: Object.fromEntries(ids) };
}

/** Traffic without the deployments that get none: Azure refuses to delete one that is named (azure-ai-ml strips them too). */
export function withoutZeros(
  traffic: Endpoint["properties"]["traffic"],
): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(traffic ?? {}).filter(([, percent]) => percent > 0));
}

/** Whether both send the same share to the same deployments; names without case. */
export function isSameTraffic(
  one: Endpoint["properties"]["traffic"],
  other: Endpoint["properties"]["traffic"],
): boolean {
  const text = (traffic: Endpoint["properties"]["traffic"]): string =>
    Object.entries(withoutZeros(traffic))
      .map(([name, percent]) => `${name.toLowerCase()}=${percent}`)
      .sort()
      .join();
  return text(one) === text(other);
}
