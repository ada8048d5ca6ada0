import { expect } from "chai";
import { at, startLocalAzure, type Json, type LocalAzure } from "../start";

const version = "api-version=2024-03-01";
const identities = "Microsoft.ManagedIdentity/userAssignedIdentities";

describe("$filter and $top of ARM's lists", function () {
  this.timeout(20_000);
  let azure: LocalAzure;
  const put = (path: string, tags: Json, name = version) =>
    azure.fetch(`${path}?${name}`, { method: "PUT", body: { location: "eastus", tags } });
  before(async () => {
    azure = await startLocalAzure();
    await put("~/resourceGroups/rg1", { env: "dev" });
    await put("~/resourceGroups/rg2", { env: "prod" });
    for (const [group, name] of [
      ["rg1", "one"],
      ["rg2", "two"],
    ])
      await put(
        `~/resourceGroups/${group}/providers/${identities}/${name}`,
        { owner: name ?? "" },
        "api-version=2023-01-31",
      );
  });
  after(() => azure.stop());

  const names = async (list: string, query: string) => {
    const { body, text } = await azure.fetch(`~/${list}?${version}&${query}`);
    expect(body.value, text).to.be.an("array");
    return (body.value as Json[]).map(({ name }) => name);
  };

  it("leave what is equal", async () => {
    const cases: [string, string, string[]][] = [
      ["resourceGroups", "tagName eq 'env' and tagValue eq 'dev'", ["rg1"]],
      ["resourceGroups", "tagName eq 'env'", ["rg1", "rg2"]],
      ["resources", `resourceType eq '${identities.toLowerCase()}'`, ["one", "two"]],
      ["resources", "resourceType eq 'Microsoft.KeyVault/vaults'", []],
      ["resources", "resourceGroup eq 'RG2' and location eq 'eastus'", ["two"]],
      ["resources", "name eq 'it''s'", []],
    ];
    for (const [list, filter, expected] of cases)
      expect(await names(list, `$filter=${encodeURIComponent(filter)}`), filter).to.have.members(
        expected,
      );
    expect(await names("resources", "$top=1")).to.have.length(1);
  });

  it("are refused with their name when they are not emulated", async () => {
    for (const query of ["$filter=substringof('o',name)", "$filter=kind eq 'x'", "$top=0"]) {
      const { status, body } = await azure.fetch(`~/resources?${version}&${query}`);
      expect(status, query).to.equal(501);
      expect(at(body, "error", "message")).to.contain(query);
    }
  });
});
