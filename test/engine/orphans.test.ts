import { expect } from "chai";
import { ownerTag } from "../../catalog/owner-tag";
import type { Found } from "../../engine/azure-view";
import type { StateResource } from "../../engine/deployment";
import { findOrphans, type PlannedStep } from "../../engine/orphans";

const group = "/subscriptions/sub/resourceGroups/rg";
const account = `${group}/providers/Microsoft.Storage/storageAccounts/st`;
const ours = { [ownerTag.project]: "p", [ownerTag.stack]: "dev" };

function planned(type: string, inputs: object): PlannedStep {
  const token = `azure-native:${type}`;
  return { op: "create", newState: { urn: `urn::${token}::x`, type: token, inputs } };
}

const storage = (tags: object) =>
  planned("storage:StorageAccount", { resourceGroupName: "rg", accountName: "st", tags });
const container = planned("storage:BlobContainer", {
  resourceGroupName: "rg",
  accountName: "st",
  containerName: "data",
});
const role = planned("authorization:RoleAssignment", { scope: account, roleAssignmentName: "r" });

/** Ids of the orphans among the steps, where Azure has everything with these tags. */
async function find(
  steps: readonly PlannedStep[],
  tags: Readonly<Record<string, string>> = ours,
  state: readonly StateResource[] = [],
  is: Found = "made",
) {
  const stack = { version: 3, deployment: { resources: state } };
  const orphans = await findOrphans(steps, stack, {
    subscriptionId: "sub",
    look: () => Promise.resolve(is),
    tags: () => Promise.resolve(tags),
    runningJobs: () => Promise.resolve([]),
  });
  return orphans.map(({ object, resource }) => ({ id: object.id, inputs: resource.inputs }));
}
const ids = async (...args: Parameters<typeof find>) => (await find(...args)).map(({ id }) => id);
const inState = (id: string): StateResource => ({ urn: `urn::${id}`, type: "t", id });

describe("findOrphans", () => {
  it("finds an object with the owner's tags, in any case of its id only once", async () => {
    expect(await ids([storage(ours), storage(ours)])).to.deep.equal([account]);
    expect(await ids([storage(ours)], ours, [inState(account.toUpperCase())])).to.be.empty;
  });

  it("leaves alone what another stack owns, or nobody", async () => {
    expect(await ids([storage(ours)], { ...ours, [ownerTag.stack]: "prod" })).to.be.empty;
    expect(await ids([storage(ours)], {})).to.be.empty;
  });

  it("takes a type without tags when what it lies in is in the state", async () => {
    const steps = [container, role];
    expect(await ids(steps)).to.be.empty;
    expect(await ids(steps, {}, [inState(account)])).to.deep.equal([
      `${account}/blobServices/default/containers/data`,
      `${account}/providers/Microsoft.Authorization/roleAssignments/r`,
    ]);
  });

  it("takes what lies in an orphan in the same pass", async () => {
    expect(await ids([storage(ours), container])).to.have.length(2);
  });

  it("asks only for creates of azure-native", async () => {
    const update = { ...storage(ours), op: "update" };
    const dynamic = { op: "create", newState: { urn: "u", type: "pulumi-nodejs:dynamic:X" } };
    expect(await ids([update, dynamic, { op: "delete", newState: null }])).to.be.empty;
    expect(await ids([storage(ours)], ours, [], "absent")).to.be.empty;
  });

  it("leaves out inputs that preview does not know or hides", async () => {
    const step = planned("storage:StorageAccount", {
      resourceGroupName: "rg",
      accountName: "st",
      identity: { id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
      key: "[secret]",
      tags: ours,
    });
    const [found] = await find([step]);
    expect(Object.keys(found?.inputs ?? {})).to.have.members([
      ...["resourceGroupName", "accountName", "tags"],
    ]);
  });
});
