import { randomUUID } from "node:crypto";
import { errors, importJWK, jwtVerify, SignJWT, type JWK, type JWTPayload } from "jose";
import { AzureError } from "../http/azure-error";
import type { Caller } from "../http/caller";
import type { CloudConfig } from "../state";
import type { Principal } from "./principals";

/** Access tokens: real signatures, real time. */
export interface Tokens {
  /** `audience` is echoed as `aud`. The lifetime is that of Entra's shortest tokens. */
  issue(principal: Principal, audience: string): Promise<{ token: string; expiresIn: number }>;
  /** The bearer of an `Authorization` header; 401 as ARM words it when it is not good for one of the audiences. */
  check(header: string | null, audiences: readonly string[]): Promise<Caller>;
  /** What the fault `expiredToken` answers: 401 with a claims challenge, as for a token that was revoked before its time. */
  expired(): AzureError;
  readonly issuer: string;
  readonly keys: { readonly keys: readonly JWK[] };
}

const lifetime = 3599;

export async function openTokens(config: CloudConfig): Promise<Tokens> {
  const { kid, n, e } = config.tokenKey;
  const publicJwk: JWK = { kty: "RSA", n: String(n), e: String(e), kid: String(kid) };
  const key = await importJWK({ ...config.tokenKey }, "RS256");
  const publicKey = await importJWK(publicJwk, "RS256");
  const issuer = `${config.url}/${config.tenantId}/v2.0`;
  const refuse: Refuse = (code, message) =>
    new AzureError(401, code, message, {
      headers: {
        "www-authenticate": `Bearer authorization_uri="${config.url}/${config.tenantId}", error="invalid_token", error_description="${message}"`,
      },
    });
  return {
    issuer,
    keys: { keys: [{ ...publicJwk, use: "sig", alg: "RS256" }] },
    async issue(principal, audience) {
      const token = await new SignJWT(claimsOf(principal, issuer, config.tenantId))
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: String(kid), x5t: String(kid) })
        .setIssuer(issuer)
        .setSubject(principal.objectId)
        .setAudience(audience)
        .setIssuedAt()
        .setNotBefore("0s")
        .setExpirationTime(`${lifetime}s`)
        .sign(key);
      return { token, expiresIn: lifetime };
    },
    expired: () => revokedToken(config),
    async check(header, audiences) {
      const token = /^Bearer (.+)$/i.exec(header ?? "")?.[1];
      if (token === undefined) throw refuse("AuthenticationFailed", missing);
      const checks = { issuer, audience: [...audiences], algorithms };
      try {
        return callerOf((await jwtVerify(token, publicKey, checks)).payload);
      } catch (error) {
        throw refusalOf(error, audiences, refuse);
      }
    },
  };
}

type Refuse = (code: string, message: string) => AzureError;
const algorithms = ["RS256"];
const missing = "Authentication failed. The 'Authorization' header is missing.";

function claimsOf(principal: Principal, issuer: string, tenantId: string): JWTPayload {
  return {
    appid: principal.clientId,
    appidacr: "1",
    idp: issuer,
    idtyp: "app",
    oid: principal.objectId,
    tid: tenantId,
    uti: randomUUID().replaceAll("-", "").slice(0, 22),
    ver: "1.0",
  };
}

function callerOf({ aud, oid, appid, tid }: JWTPayload): Caller {
  return {
    objectId: String(oid),
    clientId: String(appid),
    tenantId: String(tid),
    audience: Array.isArray(aud) ? aud.join() : (aud ?? ""),
  };
}

function refusalOf(error: unknown, audiences: readonly string[], refuse: Refuse): AzureError {
  if (error instanceof errors.JWTExpired)
    return expiredToken(refuse, new Date((error.payload.exp ?? 0) * 1000));
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud")
    return refuse(
      "InvalidAuthenticationTokenAudience",
      `The access token has been obtained for wrong audience or resource '${String(error.payload.aud)}'. It should exactly match with one of the allowed audiences ${audiences.map((name) => `'${name}'`).join(",")}.`,
    );
  return refuse("InvalidAuthenticationToken", "The access token is invalid.");
}

/**
 * Clients that said they can (`xms_cc: CP1`, azcore is one) take the claims to the token endpoint and repeat the request.
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
function revokedToken({ url, tenantId }: CloudConfig): AzureError {
  const now = Math.floor(Date.now() / 1000);
  const claims = { access_token: { nbf: { essential: true, value: String(now) } } };
  const challenge = Buffer.from(JSON.stringify(claims)).toString("base64");
  const message = "The access token has been revoked.";
  const scheme = `Bearer authorization_uri="${url}/${tenantId}", error="insufficient_claims"`;
  return new AzureError(401, "ExpiredAuthenticationToken", message, {
    headers: { "www-authenticate": `${scheme}, claims="${challenge}"` },
  });
}

function expiredToken(refuse: Refuse, expiry: Date): AzureError {
  return refuse(
    "ExpiredAuthenticationToken",
    `The access token expiry UTC time '${expiry.toISOString()}' is earlier than current UTC time '${new Date().toISOString()}'.`,
  );
}
