import type { Cloud } from "../cloud";
import type { CloudConfig } from "../state";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { unknownTenant } from "./token-route";

/** One cloud of the endpoints document. */
function endpoints(config: CloudConfig): Record<string, unknown> {
  const { url, suffixes } = config;
  return {
    name: "AzureLocal",
    portal: "https://portal.azure.local/",
    resourceManager: `${url}/`,
    authentication: {
      loginEndpoint: `${url}/`,
      audiences: ["https://management.azure.local/", "https://management.azure.local"],
      tenant: "common",
      identityProvider: "AAD",
    },
    graphAudience: "https://graph.azure.local/",
    graph: "https://graph.azure.local/",
    microsoftGraphResourceId: "https://graph.azure.local/",
    suffixes,
  };
}

function openIdConfiguration(config: CloudConfig): Record<string, unknown> {
  const base = `${config.url}/${config.tenantId}`;
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: [
      "client_secret_post",
      "private_key_jwt",
      "client_secret_basic",
    ],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    tenant_region_scope: null,
    cloud_instance_name: new URL(config.url).host,
  };
}

/** Names that stand for any tenant: there is only one here. */
const anyTenant = ["common", "organizations"];

/** A tenant's own document; clients that ask for another tenant must not get a token of this one. */
function tenantConfiguration({ params: { tenant = "" } }: Call, { config }: Cloud): Response {
  return [config.tenantId, ...anyTenant].includes(tenant.toLowerCase())
    ? json(200, openIdConfiguration(config))
    : unknownTenant(tenant, "invalid_tenant");
}

/** From 2022-09-01 on the document is this cloud, before that a list of all clouds. */
function describe({ query }: Call, { config }: Cloud): Response {
  const cloud = endpoints(config);
  return json(200, (query.get("api-version") ?? "") < "2022-09-01" ? [cloud] : cloud);
}

export const metadataRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/metadata/endpoints",
    audience: "none",
    handle: describe,
  },
  ...[
    "/{tenant}/v2.0/.well-known/openid-configuration",
    "/{tenant}/.well-known/openid-configuration",
  ].map((path): Route => ({
    method: "GET",
    path,
    audience: "none",
    handle: tenantConfiguration,
  })),
  ...["/{tenant}/discovery/v2.0/keys", "/{tenant}/discovery/keys"].map((path): Route => ({
    method: "GET",
    path,
    audience: "none",
    handle: (_, { tokens }) => json(200, tokens.keys),
  })),
];
