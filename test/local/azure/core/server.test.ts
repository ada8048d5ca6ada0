import { expect } from "chai";
import { at, startLocalAzure, type LocalAzure } from "../start";

const version = "api-version=2024-03-01";

describe("server of local Azure", () => {
  let azure: LocalAzure;
  before(async () => {
    azure = await startLocalAzure();
  });
  after(() => azure.stop());

  it("describes itself as a cloud", async () => {
    const { status, body } = await azure.fetch("/metadata/endpoints?api-version=2022-09-01", {
      token: null,
    });
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      name: "AzureLocal",
      portal: "https://portal.azure.local/",
      resourceManager: `${azure.url}/`,
      microsoftGraphResourceId: "https://graph.azure.local/",
      suffixes: {
        storage: "storage.azure.local",
        keyVaultDns: "vault.azure.local",
        acrLoginServer: "azurecr.azure.local",
      },
    });
    expect(at(body, "authentication", "loginEndpoint")).to.equal(`${azure.url}/`);
  });

  it("answers 501 with the route or the query that it does not know", async () => {
    const route = await azure.fetch(`~/resourceGroups/a/exportTemplate?${version}`, {
      method: "POST",
    });
    expect(route.status).to.equal(501);
    expect(at(route.body, "error", "message")).to.match(/'POST \/subscriptions\/.*exportTemplate'/);
    const query = await azure.fetch(`~/resourceGroups?${version}&$skiptoken=a`);
    expect(query.status).to.equal(501);
    expect(at(query.body, "error", "message")).to.contain("'$skiptoken'");
  });

  it("asks for an api-version that the type has", async () => {
    const cases: [string, string][] = [
      ["~/resourceGroups", "MissingApiVersionParameter"],
      ["~/resourceGroups?api-version=1999-01-01", "InvalidApiVersionParameter"],
      [
        "~/providers/Microsoft.Storage/storageAccounts?api-version=1999-01-01",
        "NoRegisteredProviderFound",
      ],
    ];
    for (const [path, code] of cases) {
      const answer = await azure.fetch(path);
      expect(answer.status, path).to.equal(400);
      expect(at(answer.body, "error", "code")).to.equal(code);
    }
  });

  it("matches paths without regard to case and sends request ids", async () => {
    const path = azure.connection.subscriptionId.toUpperCase();
    const answer = await azure.fetch(`/SUBSCRIPTIONS/${path}/RESOURCEGROUPS?${version}`, {
      headers: { "x-ms-correlation-request-id": "mine" },
    });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get("x-ms-request-id")).to.match(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get("x-ms-correlation-request-id")).to.equal("mine");
  });

  it("refuses a body that is no JSON, and a subscription that is not there", async () => {
    const headers = { "content-type": "application/json" };
    const put = { method: "PUT", body: "{", headers };
    const bad = await azure.fetch(`~/resourceGroups/a?${version}`, put);
    expect([bad.status, at(bad.body, "error", "code")]).to.eql([400, "InvalidRequestContent"]);
    const other = "00000000-0000-0000-0000-000000000000";
    const gone = await azure.fetch(`/subscriptions/${other}/resourceGroups?${version}`);
    expect([gone.status, at(gone.body, "error", "code")]).to.eql([404, "SubscriptionNotFound"]);
  });
});
