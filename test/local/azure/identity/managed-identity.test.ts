import { expect } from "chai";
import { at, startLocalAzure, type LocalAzure } from "../start";

const path = "/metadata/identity/token?api-version=2019-08-01";

describe("identity of the machine that local Azure is on", () => {
  let azure: LocalAzure;
  before(async () => {
    azure = await startLocalAzure();
  });
  after(() => azure.stop());

  const ask = (query: string, header: string | undefined = azure.connection.clientSecret) =>
    azure.fetch(`${path}${query}`, {
      token: null,
      headers: header === "" ? {} : { "x-identity-header": header },
    });

  it("gives a token that ARM takes", async () => {
    const { status, body } = await ask(`&resource=${azure.url}`);
    expect(status).to.equal(200);
    expect(body).to.include({ token_type: "Bearer", resource: azure.url });
    const left = Number(body.expires_on) - Date.now() / 1000;
    expect(left).to.be.within(3500, 3600);
    const subscription = await azure.fetch("~?api-version=2022-12-01", {
      token: String(body.access_token),
    });
    expect(subscription.body.subscriptionId).to.equal(azure.connection.subscriptionId);
  });

  it("gives none without its header, for an unknown resource or another identity", async () => {
    const resource = `&resource=${azure.url}`;
    expect((await ask(resource, "")).status).to.equal(401);
    expect((await ask(resource, "guess")).status).to.equal(401);
    expect((await ask("&resource=https://example.org")).status).to.equal(500);
    expect((await ask(`${resource}&client_id=${azure.connection.tenantId}`)).status).to.equal(400);
  });

  it("knows ARM of the public cloud as a resource, whose tokens nobody here takes", async () => {
    const { body } = await ask("&resource=https://management.azure.com");
    const refused = await azure.fetch("~?api-version=2022-12-01", {
      token: String(body.access_token),
    });
    expect(refused.status).to.equal(401);
    expect(at(refused.body, "error", "code")).to.equal("InvalidAuthenticationTokenAudience");
  });
});

describe("the description of the cloud", () => {
  it("is a list for clients that ask for the older version", async () => {
    const azure = await startLocalAzure();
    const ask = (version: string) =>
      azure.fetch(`/metadata/endpoints?api-version=${version}`, { token: null });
    const [older, newer] = [await ask("2019-05-01"), await ask("2022-09-01")];
    await azure.stop();
    expect(newer.body.name).to.equal("AzureLocal");
    expect(older.body).to.deep.equal([newer.body]);
  });
});
