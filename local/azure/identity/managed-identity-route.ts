import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { isResource, same } from "./token-route";

const refusal = (status: number, message: string): Response =>
  json(status, { statusCode: status, message });

/**
 * The token endpoint that a host on Azure gives its programs, as App Service has it: for credentials that find
 * `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`. Not a login over the network, so no client asks the public cloud first
 * whether it knows the authority. The header's value is the secret of the state's principal, whose token this is.
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
async function managedIdentityToken(call: Call, cloud: Cloud): Promise<Response> {
  const { config, principals, tokens } = cloud;
  const header = call.headers.get("x-identity-header");
  if (header === null || !same(header, config.clientSecret))
    return refusal(401, "The X-IDENTITY-HEADER header is missing or wrong.");
  const wanted = call.query.get("client_id") ?? config.clientId;
  const principal = wanted === config.clientId ? principals.byClientId(wanted) : undefined;
  if (principal === undefined) return refusal(400, `No user assigned identity '${wanted}' found.`);
  const resource = call.query.get("resource") ?? "";
  if (!isResource(resource, cloud))
    return refusal(500, `The resource principal named '${resource}' was not found in the tenant.`);
  const { token, expiresIn } = await tokens.issue(principal, resource);
  return json(200, {
    access_token: token,
    expires_on: String(Math.floor(Date.now() / 1000) + expiresIn),
    resource,
    token_type: "Bearer",
    client_id: principal.clientId,
  });
}

export const managedIdentityRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/metadata/identity/token",
    audience: "none",
    versions: ["2019-08-01"],
    query: ["resource", "client_id"],
    handle: managedIdentityToken,
  },
];
