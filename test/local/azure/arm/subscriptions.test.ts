import { expect } from "chai";
import { at, startLocalAzure, type LocalAzure } from "../start";

describe("subscriptions", () => {
  let azure: LocalAzure;
  before(async () => {
    azure = await startLocalAzure();
  });
  after(() => azure.stop());

  it("are listed for whoever has a role, and are none for who has not", async () => {
    const list = "/subscriptions?api-version=2022-12-01";
    const { body } = await azure.fetch(list);
    expect(at(body, "value", 0, "subscriptionId")).to.equal(azure.connection.subscriptionId);

    const { body: stranger } = await azure.admin("POST", "/admin/principals");
    const login = {
      clientId: String(stranger.clientId),
      clientSecret: String(stranger.clientSecret),
    };
    const token = await azure.token("https://management.azure.local/", login);
    expect((await azure.fetch(list, { token })).body).to.deep.equal({ value: [] });
    const one = await azure.fetch("~?api-version=2022-12-01", { token });
    expect([one.status, at(one.body, "error", "code")]).to.deep.equal([403, "AuthorizationFailed"]);
  });
});
