import { expect } from "chai";
import { check, type CheckOptions } from "../../../../local/provider/resource/check";
import { nameInputs, type Autonaming } from "../../../../local/provider/resource/names";
import { rowOf } from "../../../../local/provider/types/table";
import { unknown, type JsonObject } from "../../../../local/provider/value";

const naming = { name: "sa", randomSeed: Buffer.from("seed") };
const options: CheckOptions = {
  ...naming,
  location: "eastus",
  locationOf: (group) => Promise.resolve(group === "rg" ? "westus" : undefined),
};
const account = rowOf("azure-native:storage:StorageAccount");
const valid: JsonObject = {
  kind: "StorageV2",
  resourceGroupName: "rg",
  sku: { name: "Standard_LRS" },
};

async function reasons(type: string, news: JsonObject): Promise<readonly string[]> {
  return (await check(rowOf(type), {}, news, options)).failures;
}

describe("names that the stand-in makes", () => {
  const row = (token: string) => rowOf(`azure-native:${token}`);
  const proposed = (mode: Autonaming["mode"]): Autonaming => ({ mode, proposedName: "proposed" });

  it("adds eight digits that depend on the seed alone", () => {
    const first = nameInputs(account, {}, {}, naming);
    expect(first.accountName).to.match(/^sa[0-9a-f]{8}$/);
    expect(first.__createBeforeDelete).to.equal(true);
    expect(nameInputs(account, {}, {}, naming)).to.deep.equal(first);
    const other = nameInputs(account, {}, {}, { ...naming, randomSeed: Buffer.from("other") });
    expect(other.accountName).not.to.equal(first.accountName);
  });

  it("makes a GUID for a role assignment and copies the name of a container", () => {
    const role = nameInputs(row("authorization:RoleAssignment"), {}, {}, naming);
    expect(role.roleAssignmentName).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const container = nameInputs(row("storage:BlobContainer"), {}, {}, naming);
    expect(container).to.deep.equal({ containerName: "sa" });
  });

  it("keeps the old name with its flag, and a given name", () => {
    const olds = { accountName: "old", __createBeforeDelete: true };
    expect(nameInputs(account, olds, {}, naming)).to.deep.equal(olds);
    expect(nameInputs(account, { accountName: "old" }, {}, naming)).to.deep.equal({
      accountName: "old",
    });
    expect(nameInputs(account, olds, { accountName: "new" }, naming)).to.deep.equal({});
  });

  it("obeys the engine's autonaming", () => {
    const named = (token: string, mode: Autonaming["mode"]) =>
      nameInputs(row(token), {}, {}, { ...naming, autonaming: proposed(mode) });
    const made = { accountName: "proposed", __createBeforeDelete: true };
    expect(named("storage:StorageAccount", "propose")).to.deep.equal(made);
    expect(named("storage:StorageAccount", "disable")).to.deep.equal({});
    const role = named("authorization:RoleAssignment", "propose").roleAssignmentName;
    expect(role).not.to.equal("proposed");
    expect(named("authorization:RoleAssignment", "enforce").roleAssignmentName).to.equal(
      "proposed",
    );
  });
});

describe("Check of the stand-in", () => {
  it("fills in name, location and API version, and passes the rest through", async () => {
    const news = { ...valid, strange: 1 };
    const { inputs, failures } = await check(account, {}, news, options);
    expect(failures).to.deep.equal([]);
    expect(inputs.accountName).to.match(/^sa[0-9a-f]{8}$/);
    expect(inputs).to.include({ location: "eastus", azureApiVersion: "2024-01-01", strange: 1 });
  });

  it("takes the location from the old inputs, the configuration, the group, in this order", async () => {
    const of = async (olds: JsonObject, location: string | undefined, group: string) => {
      const news = { ...valid, resourceGroupName: group };
      return (await check(account, olds, news, { ...options, location })).inputs.location;
    };
    expect(await of({ location: "north" }, "eastus", "rg")).to.equal("north");
    expect(await of({}, "eastus", "rg")).to.equal("eastus");
    expect(await of({}, undefined, "rg")).to.equal("westus");
    expect(await of({}, undefined, unknown)).to.equal(unknown);
    expect(await of({}, undefined, "gone")).to.equal(undefined);
  });

  it("has no location for a type without one, and a hint where one is missing", async () => {
    const container = { resourceGroupName: "rg", accountName: "store", containerName: "cont" };
    const type = "storage:BlobContainer";
    expect((await check(rowOf(type), {}, container, options)).inputs).not.to.have.property(
      "location",
    );
    const bare = { ...options, location: undefined };
    const { failures } = await check(rowOf("resources:ResourceGroup"), {}, {}, bare);
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.include("missing required property 'location'");
    expect(failures[0]).to.include("pulumi config set azure-native:location");
  });

  it("names everything that is wrong", async () => {
    expect(await reasons("storage:StorageAccount", { accountName: "ab" })).to.deep.equal([
      "missing required property 'resourceGroupName'",
      "'accountName' is too short (2): at least 3 characters required",
      "missing required property 'kind'",
      "missing required property 'sku'",
    ]);
    const wrong = { ...valid, accountName: "Store", kind: 1, sku: { name: ["a"] }, tags: "x" };
    expect(await reasons("storage:StorageAccount", wrong)).to.deep.equal([
      "'accountName' does not match expression '^[a-z0-9]+$'",
      "'kind' should be of type 'string' but got a number",
      "'sku.name' should be of type 'string' but got a array",
      "'tags' should be of type 'object' but got a string",
    ]);
  });

  it("looks neither into unknown values nor into unions", async () => {
    const parent = { resourceGroupName: unknown, workspaceName: unknown, connectionName: "con" };
    const type = "machinelearningservices:WorkspaceConnection";
    expect(await reasons(type, { ...parent, properties: unknown })).to.deep.equal([]);
    expect(await reasons(type, { ...parent, properties: { nonsense: 1 } })).to.deep.equal([]);
    expect(
      await reasons(type, { ...parent, connectionName: "no", properties: {} }),
    ).to.have.lengthOf(1);
  });
});
