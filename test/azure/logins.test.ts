import { webcrypto } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { expect } from "chai";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { SignInError, signIn } from "../../azure/credential";
import type { Login, LoginSecrets } from "../../azure/login";
import { failure } from "./failure";
import { signedIn, type Signed } from "./local-azure";

const issuer = "https://token.actions.githubusercontent.com";
const subject = "repo:team/chat:ref:refs/heads/main";

/** A self-signed certificate and its private key in one PEM file, as ARM_CLIENT_CERTIFICATE_PATH names it. */
async function makeCertificate(): Promise<{ cert: string; file: string }> {
  x509.cryptoProvider.set(webcrypto);
  const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048 };
  const algorithm = { ...rsa, publicExponent: new Uint8Array([1, 0, 1]) };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=chat",
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
  });
  const cert = made.toString("pem");
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey("pkcs8", keys.privateKey),
    "PRIVATE KEY",
  );
  return { cert, file: `${key}\n${cert}\n` };
}

describe("each login of azure-native, by @azure/identity on local Azure", function () {
  this.timeout(60_000);
  let signed: Signed;
  let folder = "";
  let certificate: Awaited<ReturnType<typeof makeCertificate>>;
  let github: Awaited<ReturnType<typeof generateKeyPair>>;
  let app: { clientId: string; clientSecret: string };
  const kept = { ...process.env };

  before(async () => {
    signed = await signedIn();
    folder = mkdtempSync(join(tmpdir(), "logins-"));
    certificate = await makeCertificate();
    github = await generateKeyPair("RS256", { extractable: true });
    const jwk = { ...(await exportJWK(github.publicKey)) };
    const made = await signed.local.admin("POST", "/admin/principals", {
      certificates: [certificate.cert],
      federated: [{ issuer, subject, jwk }],
    });
    app = made.body as typeof app;
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) {
      if (!(name in kept)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, kept);
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await signed.stop();
  });

  const ask = async (login: Login, secrets: LoginSecrets = {}) => {
    const { tenantId } = signed.local.connection;
    const whole = { tenantId, clientId: app.clientId, disableInstanceDiscovery: true, ...login };
    const { cloud } = signed.azure;
    return signIn(whole, cloud, secrets).getToken(cloud.armScope);
  };
  /** The application that the token is of. */
  const signer = async (login: Login, secrets: LoginSecrets = {}): Promise<unknown> => {
    const token = await ask(login, secrets);
    const [, claims = ""] = (token?.token ?? "").split(".");
    return (JSON.parse(Buffer.from(claims, "base64url").toString()) as { appid: unknown }).appid;
  };
  const refusal = async (login: Login, secrets: LoginSecrets = {}): Promise<string> => {
    const error = await failure(ask(login, secrets));
    expect(error).to.be.instanceOf(SignInError);
    return error.message;
  };
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const identityToken = (claims: { sub?: string; aud?: string; until?: string } = {}) =>
    new SignJWT({ iss: issuer, sub: claims.sub ?? subject })
      .setProtectedHeader({ alg: "RS256" })
      .setAudience(claims.aud ?? "api://AzureADTokenExchange")
      .setExpirationTime(claims.until ?? "5m")
      .sign(github.privateKey);

  it("client secret", async () => {
    expect(await signer({}, { clientSecret: app.clientSecret })).to.equal(app.clientId);
    expect(await refusal({}, { clientSecret: "wrong" })).to.contain("AADSTS7000215");
  });

  it("client certificate, not one that the app does not know", async () => {
    const clientCertificatePath = file("known.pem", certificate.file);
    expect(await signer({ clientCertificatePath })).to.equal(app.clientId);
    const other = file("other.pem", (await makeCertificate()).file);
    const text = await refusal({ clientCertificatePath: other });
    expect(text).to.contain("AADSTS700027").and.contain("ARM_CLIENT_CERTIFICATE_PATH");
  });

  it("OIDC token of the environment, of a file, and of GitHub", async () => {
    const oidc = { useOidc: true };
    expect(await signer(oidc, { oidcToken: await identityToken() })).to.equal(app.clientId);
    const oidcTokenFilePath = file("token", `${await identityToken()}\n`);
    expect(await signer({ ...oidc, oidcTokenFilePath })).to.equal(app.clientId);

    const asked = new Set<string>(); // MSAL asks twice for one token
    const server = createServer((request, response) => {
      asked.add(`${request.url ?? ""} ${request.headers.authorization ?? ""}`);
      void identityToken().then((value) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ value }));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    try {
      const { port } = server.address() as AddressInfo;
      const oidcRequestUrl = `http://127.0.0.1:${port}/token?v=1`;
      const by = { ...oidc, oidcRequestUrl, oidcAudience: "ours" };
      expect(await signer(by, { oidcRequestToken: "request" })).to.equal(app.clientId);
      expect([...asked]).to.deep.equal(["/token?v=1&audience=ours Bearer request"]);
    } finally {
      server.close();
    }
  });

  it("no OIDC token of another subject, for somebody else, or of yesterday", async () => {
    const said = async (claims: Parameters<typeof identityToken>[0]) =>
      refusal({ useOidc: true }, { oidcToken: await identityToken(claims) });
    expect(await said({ sub: "repo:fork/chat" })).to.contain("AADSTS700213");
    expect(await said({ aud: "https://github.com/team" })).to.contain("AADSTS700212");
    expect(await said({ until: "1d ago" })).to.contain("AADSTS700024");
    expect(await refusal({ useOidc: true }, { oidcToken: "no token" })).to.contain("AADSTS50027");
  });

  it("managed identity of the machine", async () => {
    const { url, connection } = signed.local;
    process.env.IDENTITY_ENDPOINT = `${url}/metadata/identity/token`;
    process.env.IDENTITY_HEADER = connection.clientSecret;
    expect(await signer({ useMsi: true, clientId: undefined })).to.equal(connection.clientId);
    process.env.IDENTITY_HEADER = "wrong";
    const text = await refusal({ useMsi: true, clientId: "11111111-1111-4111-8111-111111111111" });
    expect(text).to.contain("tried: managed identity (ARM_USE_MSI)");
  });

  it("nothing configured and no Azure CLI: what to do", async () => {
    process.env.AZURE_TOKEN_CREDENTIALS = "AzureCliCredential";
    process.env.PATH = folder;
    const text = await refusal({});
    expect(text).to.contain("tried: nothing is configured, so default credential");
    expect(text).to.match(/Azure CLI could not be found/);
    expect(text).to.contain(
      "to do: run 'az login', or set ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET",
    );
  });
});
