import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { checkAssertion } from "./client-assertion";
import type { Principal } from "./principals";

/** An answer of the token endpoint as Entra words it: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
function refusal(status: number, error: string, code: number, text: string): Response {
  const trace = randomUUID();
  const correlation = randomUUID();
  const timestamp = new Date().toISOString().replace("T", " ").replace(/\..*/, "Z");
  return json(status, {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  });
}

/** Whether two texts are the same, without telling by the time it takes. */
export function same(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/** Client id and secret from the form, or from a Basic header. */
function credentialOf(
  form: URLSearchParams,
  header: string | null,
): { id: string; secret: string } {
  const basic = /^Basic (.+)$/i.exec(header ?? "")?.[1];
  const [id = "", secret = ""] =
    basic === undefined
      ? []
      : Buffer.from(basic, "base64").toString("utf8").split(":").map(decodeURIComponent);
  return { id: form.get("client_id") ?? id, secret: form.get("client_secret") ?? secret };
}

/** The one resource that a scope (or v1 `resource`) asks for. `https://host//.default` means `https://host/`. */
function audienceOf(form: URLSearchParams): string | undefined {
  const scope = (form.get("scope") ?? "").split(/\s+/).find((name) => name.endsWith("/.default"));
  return scope?.slice(0, -"/.default".length) ?? form.get("resource") ?? undefined;
}

/** For a tenant that is not here; `error` is `invalid_tenant` where its configuration is asked for. */
export function unknownTenant(tenant: string, error = "invalid_request"): Response {
  return refusal(
    400,
    error,
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  );
}

/** What is wrong with the tenant or the grant. */
function wrongRequest(tenant: string, grant: string | null, cloud: Cloud): Response | undefined {
  if (tenant.toLowerCase() !== cloud.config.tenantId) return unknownTenant(tenant);
  if (grant !== "client_credentials")
    return refusal(
      400,
      "unsupported_grant_type",
      70003,
      `The app requested an unsupported grant type '${grant ?? ""}'.`,
    );
  return undefined;
}

const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The principal of a credential, or why there is none. */
async function login(
  call: Call,
  form: URLSearchParams,
  cloud: Cloud,
): Promise<Principal | Response> {
  const { id, secret } = credentialOf(form, call.headers.get("authorization"));
  const tenant = call.params.tenant ?? "";
  const principal = cloud.principals.byClientId(id);
  if (principal?.clientSecret === undefined)
    return refusal(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${id}' was not found in the directory '${tenant}'.`,
    );
  const assertion = form.get("client_assertion");
  if (assertion !== null && form.get("client_assertion_type") === jwtBearer) {
    const { url, tenantId } = cloud.config;
    const endpoint = `${url}/${tenantId}/oauth2/v2.0/token`;
    const refused = await checkAssertion(assertion, principal, endpoint);
    return refused ? refusal(401, "invalid_client", refused.code, refused.text) : principal;
  }
  if (secret === "")
    return refusal(
      401,
      "invalid_client",
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  if (same(secret, principal.clientSecret)) return principal;
  return refusal(
    401,
    "invalid_client",
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${id}'.`,
  );
}

/** ARM of the public cloud: a resource of every tenant, although no service here takes a token for it. */
const publicArm = ["https://management.azure.com", "https://management.azure.com/"];

/** Whether the tenant knows the resource, so that tokens for it are given out. */
export function isResource(audience: string, { config }: Cloud): boolean {
  return [...Object.values(config.audiences).flat(), ...publicArm].includes(audience);
}

/** What is wrong with the resource that the token is to be for. */
function wrongAudience(
  audience: string | undefined,
  scope: string | null,
  cloud: Cloud,
): Response | undefined {
  if (audience === undefined)
    return refusal(
      400,
      "invalid_scope",
      1002012,
      `The provided value for scope ${scope ?? ""} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  if (isResource(audience, cloud)) return undefined;
  return refusal(
    400,
    "invalid_resource",
    500011,
    `The resource principal named ${audience} was not found in the tenant named ${cloud.config.tenantId}.`,
  );
}

async function token(call: Call, cloud: Cloud): Promise<Response> {
  const form = new URLSearchParams(await call.text());
  const tenant = call.params.tenant ?? "";
  const wrong = wrongRequest(tenant, form.get("grant_type"), cloud);
  if (wrong) return wrong;
  const principal = await login(call, form, cloud);
  if (principal instanceof Response) return principal;
  const audience = audienceOf(form);
  const unknown = wrongAudience(audience, form.get("scope"), cloud);
  if (unknown) return unknown;
  const issued = await cloud.tokens.issue(principal, audience ?? "");
  return json(
    200,
    {
      token_type: "Bearer",
      expires_in: issued.expiresIn,
      ext_expires_in: issued.expiresIn,
      access_token: issued.token,
    },
    { "cache-control": "no-store, no-cache" },
  );
}

export const tokenRoutes: readonly Route[] = [
  "/{tenant}/oauth2/v2.0/token",
  "/{tenant}/oauth2/token",
].map((path) => ({ method: "POST", path, audience: "none", query: ["*"], handle: token }));
