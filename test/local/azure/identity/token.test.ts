import { readFileSync } from "node:fs";
import * as tls from "node:tls";
import { DefaultAzureCredential } from "@azure/identity";
import { expect } from "chai";
import { SignJWT, generateKeyPair, importJWK, jwtVerify, type CryptoKey } from "jose";
import { at, startLocalAzure, type LocalAzure } from "../start";

const group = "~/resourceGroups/none?api-version=2024-03-01";

describe("token endpoint of local Azure", () => {
  let azure: LocalAzure;
  before(async () => {
    azure = await startLocalAzure();
  });
  after(() => azure.stop());

  const ask = (form: Record<string, string>, tenant = azure.connection.tenantId) =>
    azure.fetch(`/${tenant}/oauth2/v2.0/token`, {
      method: "POST",
      token: null,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        client_id: azure.connection.clientId,
        client_secret: azure.connection.clientSecret,
        grant_type: "client_credentials",
        scope: "https://management.azure.local//.default openid offline_access profile",
        ...form,
      }).toString(),
    });

  it("gives a token for a scope with a double slash and further scopes", async () => {
    const { status, body } = await ask({});
    expect(status).to.equal(200);
    expect(body.token_type).to.equal("Bearer");
    const [, payload = ""] = String(body.access_token).split(".");
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    const { clientId, objectId, tenantId } = azure.connection;
    expect(claims).to.include({
      aud: "https://management.azure.local/",
      appid: clientId,
      oid: objectId,
      tid: tenantId,
    });
  });

  it("refuses a wrong secret, an unknown app, tenant, resource and grant in Entra's words", async () => {
    const cases: [Record<string, string>, string | undefined, number, string, RegExp][] = [
      [{ client_secret: "wrong" }, undefined, 401, "invalid_client", /^AADSTS7000215: /],
      [{ client_secret: "" }, undefined, 401, "invalid_client", /^AADSTS7000218: /],
      [{ client_id: "x" }, undefined, 400, "unauthorized_client", /^AADSTS700016: /],
      [{}, "common", 400, "invalid_request", /^AADSTS90002: /],
      [{ scope: "https://other/.default" }, undefined, 400, "invalid_resource", /^AADSTS500011: /],
      [{ scope: "openid" }, undefined, 400, "invalid_scope", /^AADSTS1002012: /],
      [{ grant_type: "password" }, undefined, 400, "unsupported_grant_type", /^AADSTS70003: /],
    ];
    for (const [form, tenant, status, error, text] of cases) {
      const answer = await ask(form, tenant);
      expect(answer.status, error).to.equal(status);
      expect(answer.body.error).to.equal(error);
      expect(answer.body.error_description).to.match(text);
    }
  });

  it("publishes the key that its tokens are signed with", async () => {
    const { body } = await azure.fetch(
      `/${azure.connection.tenantId}/v2.0/.well-known/openid-configuration`,
      { token: null },
    );
    const keys = await azure.fetch(String(body.jwks_uri), { token: null });
    expect(at(keys.body, "keys", 0, "kty")).to.equal("RSA");
    const token = await azure.token();
    const key = await importJWK(at(keys.body, "keys", 0) as Record<string, unknown>, "RS256");
    const { payload } = await jwtVerify(token, key, { issuer: String(body.issuer) });
    expect(payload.oid).to.equal(azure.connection.objectId);
  });

  it("has no configuration for a tenant that is not there", async () => {
    const document = (tenant: string) =>
      azure.fetch(`/${tenant}/v2.0/.well-known/openid-configuration`, { token: null });
    const { status, body } = await document("0a0b0c0d-0000-4000-8000-000000000000");
    expect([status, body.error]).to.deep.equal([400, "invalid_tenant"]);
    expect(body.error_description).to.match(/^AADSTS90002: /);
    expect((await document("organizations")).status).to.equal(200);
  });

  it("refuses a missing, forged, expired and misdirected token", async () => {
    const { tenantId, objectId } = azure.connection;
    const sign = async (key: CryptoKey | Uint8Array, until: string): Promise<string> =>
      new SignJWT({ oid: objectId, tid: tenantId })
        .setProtectedHeader({ alg: "RS256" })
        .setIssuer(`${azure.url}/${tenantId}/v2.0`)
        .setAudience("https://management.azure.local/")
        .setExpirationTime(until)
        .sign(key);
    const { privateKey } = await generateKeyPair("RS256");
    const ownKey = await importJWK({ ...azure.cloud.config.tokenKey }, "RS256");
    const cases: [string | null, string][] = [
      [null, "AuthenticationFailed"],
      ["nonsense", "InvalidAuthenticationToken"],
      [await sign(privateKey, "1h"), "InvalidAuthenticationToken"],
      [await sign(ownKey, "1s ago"), "ExpiredAuthenticationToken"],
      [await azure.token("https://ml.azure.local"), "InvalidAuthenticationTokenAudience"],
    ];
    for (const [token, code] of cases) {
      const answer = await azure.fetch(group, { token });
      expect(answer.status).to.equal(401);
      expect(at(answer.body, "error", "code")).to.equal(code);
      expect(answer.headers.get("www-authenticate")).to.match(/^Bearer authorization_uri="https:/);
    }
  });

  it("serves DefaultAzureCredential of @azure/identity", async () => {
    const { clientId, clientSecret, tenantId, bundleFile } = azure.connection;
    const env = {
      AZURE_AUTHORITY_HOST: azure.url,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
    };
    const roots = tls.getCACertificates("default");
    Object.assign(process.env, env);
    tls.setDefaultCACertificates([readFileSync(bundleFile, "utf8")]);
    try {
      const credential = new DefaultAzureCredential({ disableInstanceDiscovery: true });
      const { token } = await credential.getToken("https://management.azure.local/.default");
      const { status } = await azure.fetch(group, { token });
      expect(status).to.equal(404);
    } finally {
      for (const name of Object.keys(env)) Reflect.deleteProperty(process.env, name);
      tls.setDefaultCACertificates(roots);
    }
  });
});
