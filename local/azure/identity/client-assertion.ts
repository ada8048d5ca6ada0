import { X509Certificate } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from "jose";
import type { Principal } from "./principals";

/** Why Entra does not take an assertion: its number and words. */
export interface AssertionRefusal {
  readonly code: number;
  readonly text: string;
}

// Clocks may differ by five minutes: RFC 7519 allows for it, and MSAL rounds its times up.
const checks = { algorithms: ["RS256", "PS256"], clockTolerance: 300 };
/** What another issuer's token has to be for: https://learn.microsoft.com/entra/workload-id/workload-identity-federation */
const exchangeAudience = "api://AzureADTokenExchange";

/**
 * Checks a client assertion (RFC 7523): signed by a certificate of the app for the token endpoint, or a token of an issuer and
 * a subject that the app trusts. Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export async function checkAssertion(
  assertion: string,
  principal: Principal,
  tokenEndpoint: string,
): Promise<AssertionRefusal | undefined> {
  try {
    const { iss, sub } = decodeJwt(assertion);
    if (iss !== principal.clientId) return await checkFederated(assertion, principal, { iss, sub });
    const certificate = certificateOf(assertion, principal);
    if (!certificate) return unknownCertificate(principal);
    const { clientId } = principal;
    const claims = { issuer: clientId, subject: clientId, audience: tokenEndpoint };
    await jwtVerify(assertion, certificate.publicKey, { ...claims, ...checks });
    return undefined;
  } catch (error) {
    return refusalOf(error);
  }
}

async function checkFederated(
  assertion: string,
  { federated = [] }: Principal,
  { iss, sub }: { iss: string | undefined; sub: string | undefined },
): Promise<AssertionRefusal | undefined> {
  const known = federated.find(({ issuer, subject }) => issuer === iss && subject === sub);
  if (!known) {
    const what = federated.some(({ issuer }) => issuer === iss)
      ? { code: 700213, name: "subject", value: sub }
      : { code: 700211, name: "issuer", value: iss };
    return {
      code: what.code,
      text: `No matching federated identity record found for presented assertion ${what.name} '${what.value ?? ""}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
    };
  }
  await jwtVerify(assertion, await importJWK({ ...known.jwk }, "RS256"), {
    ...checks,
    audience: exchangeAudience,
  });
  return undefined;
}

/** By the thumbprint in the header: SHA-256, or SHA-1 of older clients. */
function certificateOf(assertion: string, { certificates = [] }: Principal) {
  const { x5t, "x5t#S256": sha256 } = decodeProtectedHeader(assertion) as Record<string, unknown>;
  const encoded = (fingerprint: string) =>
    Buffer.from(fingerprint.replaceAll(":", ""), "hex").toString("base64url");
  return certificates
    .map((pem) => new X509Certificate(pem))
    .find((one) => encoded(one.fingerprint256) === sha256 || encoded(one.fingerprint) === x5t);
}

function unknownCertificate({ clientId }: Principal): AssertionRefusal {
  return {
    code: 700027,
    text: `The certificate with identifier used to sign the client assertion is not registered on application '${clientId}'. [Reason - The key was not found.]`,
  };
}

function refusalOf(error: unknown): AssertionRefusal {
  const claim = error instanceof errors.JWTClaimValidationFailed ? error.claim : undefined;
  if (error instanceof errors.JWTExpired || claim === "nbf")
    return { code: 700024, text: "Client assertion is not within its valid time range." };
  if (claim === "aud")
    return {
      code: 700212,
      text: "No matching federated identity record found for presented assertion audience.",
    };
  return { code: 50027, text: "JWT token is invalid or malformed." };
}
