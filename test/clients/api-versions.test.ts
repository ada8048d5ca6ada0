import { expect } from "chai";
import { at } from "../local/azure/client";
import { startLocalAzure, type LocalAzure } from "../local/azure/start";

const providers = "~/resourceGroups/rg/providers";
const newName = { name: "localname01", type: "Microsoft.Storage/storageAccounts" };

/** What Microsoft's SDKs of the end of 2026, and older ones that people still have, send when nobody names a version. */
const sent: [string, string, string[], unknown?][] = [
  ["GET", "~/resourcegroups", ["2025-04-01", "2021-01-01"]],
  ["GET", "~/resources", ["2025-04-01"]],
  ["GET", "~/providers/Microsoft.Storage", ["2025-04-01"]],
  ["GET", "/subscriptions", ["2022-12-01", "2019-11-01"]],
  ["GET", `${providers}/Microsoft.Storage/storageAccounts`, ["2026-09-01", "2021-09-01"]],
  ["POST", "~/providers/Microsoft.Storage/checkNameAvailability", ["2026-09-01"], newName],
  ["GET", `${providers}/Microsoft.KeyVault/vaults`, ["2026-05-15", "2021-10-01"]],
  ["GET", `${providers}/Microsoft.ManagedIdentity/userAssignedIdentities`, ["2018-11-30"]],
  ["GET", `${providers}/Microsoft.OperationalInsights/workspaces`, ["2025-07-01"]],
  ["GET", `${providers}/Microsoft.Insights/components`, ["2015-05-01", "2020-02-02-preview"]],
  ["GET", `${providers}/Microsoft.ContainerRegistry/registries`, ["2025-11-01", "2019-05-01"]],
  ["GET", `${providers}/Microsoft.MachineLearningServices/workspaces`, ["2020-08-01"]],
  ["GET", `${providers}/Microsoft.Authorization/roleAssignments`, ["2020-10-01-preview"]],
];

describe("api-versions that Microsoft's SDKs send by themselves", function () {
  this.timeout(20_000);
  let azure: LocalAzure;
  before(async () => {
    azure = await startLocalAzure();
    await azure.fetch("~/resourceGroups/rg?api-version=2024-03-01", {
      method: "PUT",
      body: { location: "eastus" },
    });
  });
  after(() => azure.stop());

  for (const [method, path, versions, body] of sent)
    it(`${versions.join(", ")} for ${method} ${path}`, async () => {
      for (const version of versions) {
        const init = { method, ...(body === undefined ? {} : { body }) };
        const answer = await azure.fetch(`${path}?api-version=${version}`, init);
        expect(answer.status, answer.text).to.equal(200);
      }
    });

  it("but none that was never published", async () => {
    const { status, body } = await azure.fetch("~/resourcegroups?api-version=2025-04-02");
    expect([status, at(body, "error", "code")]).to.deep.equal([400, "InvalidApiVersionParameter"]);
  });
});
