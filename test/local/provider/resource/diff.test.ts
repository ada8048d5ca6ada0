import { expect } from "chai";
import { diff } from "../../../../local/provider/resource/diff";
import { rowOf } from "../../../../local/provider/types/table";
import { unknown, type JsonObject } from "../../../../local/provider/value";

/** Changes by key, with `!` where they replace. */
function changes(type: string, olds: JsonObject, news: JsonObject, outputs: JsonObject = {}) {
  const { differences, deleteBeforeReplace } = diff(rowOf(type), olds, news, outputs);
  const list = differences.map(
    ({ key, change, replaces }) => [key, replaces ? `${change}!` : change] as const,
  );
  return { ...Object.fromEntries(list), ...(deleteBeforeReplace ? { "": "delete first" } : {}) };
}

const storage = "storage:StorageAccount";
const connection = "machinelearningservices:WorkspaceConnection";

// The first cases are captured examples of the wire contract.
const cases: [string, string, JsonObject, JsonObject, Record<string, string>][] = [
  [
    "a tag",
    "resources:ResourceGroup",
    { tags: { env: "a" } },
    { tags: { env: "b" } },
    { "tags.env": "update" },
  ],
  [
    "network rules",
    storage,
    { networkRuleSet: { bypass: "None" } },
    {},
    { networkRuleSet: "delete" },
  ],
  [
    "the second identity",
    "machinelearningservices:Workspace",
    { identity: { type: "UserAssigned", userAssignedIdentities: ["a", "b"] } },
    { identity: { type: "UserAssigned", userAssignedIdentities: ["a"] } },
    { "identity.userAssignedIdentities[1]": "delete" },
  ],
  [
    "a secret",
    connection,
    { properties: { credentials: { keys: { secret: "a" } } } },
    { properties: { credentials: { keys: { secret: "b" } } } },
    { "properties.credentials.keys.secret": "update" },
  ],
  [
    "a hierarchical namespace of an account with an automatic name",
    storage,
    { __createBeforeDelete: true },
    { isHnsEnabled: true },
    { isHnsEnabled: "add!" },
  ],
  [
    "the account of a container",
    "storage:BlobContainer",
    { accountName: "a" },
    { accountName: unknown },
    { accountName: "update!", "": "delete first" },
  ],
  [
    "a cluster's size: not a replacement, whatever Azure says",
    "machinelearningservices:Compute",
    { properties: { properties: { vmSize: "a" } } },
    { properties: { properties: { vmSize: "b" } } },
    { "properties.properties.vmSize": "update" },
  ],
  [
    "the storage of a workspace",
    "machinelearningservices:Workspace",
    { storageAccount: "a" },
    { storageAccount: "b" },
    { storageAccount: "update" },
  ],
  ["the same location", storage, { location: "East US" }, { location: "eastus" }, {}],
  [
    "another location",
    storage,
    { location: "eastus" },
    { location: "westus" },
    { location: "update!", "": "delete first" },
  ],
  [
    "a vault's location",
    "keyvault:Vault",
    { location: "a" },
    { location: "b" },
    { location: "update" },
  ],
  ["the case of a group", storage, { resourceGroupName: "RG" }, { resourceGroupName: "rg" }, {}],
  ["a default", "containerregistry:Registry", {}, { adminUserEnabled: false }, {}],
  [
    "no default",
    "containerregistry:Registry",
    {},
    { adminUserEnabled: true },
    { adminUserEnabled: "add" },
  ],
  ["a key with a dot", storage, { tags: {} }, { tags: { "a.b": "c" } }, { 'tags["a.b"]': "add" }],
  [
    "the order of shared links",
    "machinelearningservices:Workspace",
    { sharedPrivateLinkResources: [{ name: "a" }, { name: "b", groupId: "g" }] },
    { sharedPrivateLinkResources: [{ name: "b", groupId: "h" }, { name: "a" }] },
    { "sharedPrivateLinkResources[1].groupId": "update" },
  ],
];

describe("Diff of the stand-in", () => {
  for (const [what, type, olds, news, expected] of cases)
    it(`sees ${what}`, () => {
      expect(changes(type, olds, news)).to.deep.equal(expected);
    });

  it("does not replace for a value that is there already", () => {
    const news = { isHnsEnabled: true };
    expect(changes(storage, {}, news, { isHnsEnabled: true })).to.deep.equal({
      isHnsEnabled: "add",
    });
  });

  it("borrows the API version of old state", () => {
    const version = { azureApiVersion: "2024-01-01" };
    expect(changes(storage, {}, version, version)).to.deep.equal({});
    expect(changes(storage, {}, version)).to.deep.equal({ azureApiVersion: "add" });
  });
});
