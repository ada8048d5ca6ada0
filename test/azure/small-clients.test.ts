import { expect } from "chai";
import { createModels } from "../../azure/models";
import { createQuota, usageOf } from "../../azure/quota";
import { isSameId, parentId, parseResourceId } from "../../azure/resource-id";
import { allows, createRoles } from "../../azure/roles";
import { FakeAzure, cloud } from "./fake-transport";
import { failure } from "./failure";

const workspace =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";

describe("models", () => {
  const path = `${workspace}/models/chat/versions/1`;
  const version = (provisioningState?: string, more = {}) => ({
    body: {
      id: path,
      name: "1",
      properties: {
        modelUri: "azureml://jobs/j",
        ...(provisioningState ? { provisioningState } : {}),
        ...more,
      },
    },
  });
  const waits = { intervalSeconds: 1, deadlineSeconds: 60 };

  it("waits until a version can be used, where the service says so", async () => {
    const slow = new FakeAzure({
      [`PUT ${path}`]: version("Creating"),
      [`GET ${path}`]: [version("Creating"), version("Succeeded")],
    });
    await createModels(slow.arm(), waits).put(workspace, "chat", "1", {});
    expect(slow.sent).to.have.length(3);
    const quick = new FakeAzure({ [`PUT ${path}`]: version() });
    await createModels(quick.arm(), waits).put(workspace, "chat", "1", {});
    expect(quick.sent).to.have.length(1);
  });

  it("fails when the registration does", async () => {
    const azure = new FakeAzure({
      [`PUT ${path}`]: version("Creating"),
      [`GET ${path}`]: version("Failed"),
    });
    const error = await failure(createModels(azure.arm(), waits).put(workspace, "chat", "1", {}));
    expect(error.message).to.contain("ended as 'Failed'");
  });

  it("archives by a full PUT without what only the service may say", async () => {
    const azure = new FakeAzure({
      [`GET ${path}`]: version("Succeeded", { tags: { a: "1" } }),
      [`PUT ${path}`]: version(),
    });
    await createModels(azure.arm(), waits).archive(workspace, "chat", "1");
    expect(azure.sent[1]?.body).to.deep.equal({
      properties: { modelUri: "azureml://jobs/j", tags: { a: "1" }, isArchived: true },
    });
  });

  it("lists nothing for a model that does not exist", async () => {
    expect(
      await createModels(new FakeAzure({}).arm(), waits).list(workspace, "none"),
    ).to.deep.equal([]);
  });
});

describe("quota", () => {
  const locations = "/subscriptions/s/providers/Microsoft.MachineLearningServices/locations/eastus";
  const usage = (value: string, type = "vmFamily/usages") => ({
    type: `Microsoft.MachineLearningServices/${type}`,
    name: { value },
    currentValue: 24,
    limit: 48,
  });

  for (const [family, title] of [
    ["standardNCADSA100v4Family", "Standard NCADSA100v4 Family Cluster Dedicated vCPUs"],
    ["standardNCSv3Family", "standardNCSv3Family"],
    ["standardDSv2Family", "Standard DSv2 Family vCPUs"],
  ] as const) {
    it(`matches '${family}' and '${title}'`, () => {
      expect(
        usageOf([usage("Standard NC Family vCPUs"), usage(title)], family)?.name.value,
      ).to.equal(title);
    });
  }

  it("takes the subscription's line only, and leaves out what does not match", async () => {
    const azure = new FakeAzure({
      [`GET ${locations}/vmSizes`]: {
        body: {
          value: [
            { name: "A", family: "standardAFamily" },
            { name: "B", family: "standardBFamily" },
          ],
        },
      },
      [`GET ${locations}/usages`]: {
        body: {
          value: [
            usage("Standard A Family vCPUs", "workspaces/usages"),
            usage("Standard A Family vCPUs"),
          ],
        },
      },
    });
    expect(await createQuota(azure.arm(), "s").families("eastus")).to.deep.equal([
      { family: "standardAFamily", title: "Standard A Family vCPUs", used: 24, limit: 48 },
    ]);
  });
});

describe("roles", () => {
  it("reads wildcards and exceptions of permissions, without case", () => {
    const contributor = [{ actions: ["*"], notActions: ["Microsoft.Authorization/*/Write"] }];
    expect(allows(contributor, "Microsoft.Storage/storageAccounts/write")).to.be.true;
    expect(allows(contributor, "Microsoft.Authorization/roleAssignments/write")).to.be.false;
    const both = [...contributor, { actions: ["microsoft.authorization/roleassignments/*"] }];
    expect(allows(both, "Microsoft.Authorization/roleAssignments/write")).to.be.true;
    expect(allows([{ actions: ["A.B/c"] }], "AxB/c")).to.be.false;
  });

  it("gives one principal's assignments, and the service's clock", async () => {
    const assignment = (principalId: string) => ({ id: principalId, properties: { principalId } });
    const azure = new FakeAzure({
      [`GET ${workspace}/providers/Microsoft.Authorization/roleAssignments`]: {
        body: { value: [assignment("a"), assignment("b")] },
      },
      "GET /subscriptions/s/resourceGroups": {
        body: { value: [] },
        headers: { date: "Sat, 21 Nov 2026 05:00:00 GMT" },
      },
    });
    const roles = createRoles(azure.arm(), cloud, "s");
    expect((await roles.assignments(workspace, "b")).map(({ id }) => id)).to.deep.equal(["b"]);
    expect(await roles.serverTime()).to.equal(Date.parse("2026-11-21T05:00:00Z"));
    expect(await roles.caller()).to.deep.equal({});
  });
});

describe("resource id", () => {
  it("is read in its parts", () => {
    expect(parseResourceId(`${workspace}/computes/c`)).to.deep.equal({
      subscriptionId: "s",
      resourceGroup: "g",
      type: "Microsoft.MachineLearningServices/workspaces/computes",
      name: "c",
      names: ["w", "c"],
    });
    expect(parseResourceId("/subscriptions/s/resourcegroups/g").name).to.equal("g");
    expect(() => parseResourceId("azureml://x")).to.throw("not a resource id: 'azureml://x'");
    expect(parentId(`${workspace}/computes/c`)).to.equal(workspace);
    expect(isSameId(workspace, `${workspace.toUpperCase()}/`)).to.be.true;
  });
});
