import { expect } from "chai";
import { at, type Answer } from "../start";
import { baseModel, clusterBody, deploymentBody, endpointBody, workspaceBody, ws } from "./bodies";
import { makeWorkspace, startWorld, type World } from "./world";

const endpoint = "onlineEndpoints/chat-1";
const deployment = `${endpoint}/deployments/blue`;

describe("what resources of local Azure tell of their making", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await world.done("PUT", "computes/gpu", clusterBody());
    await world.done("PUT", endpoint, endpointBody());
    await world.done("PUT", deployment, deploymentBody(world.id, baseModel));
  });
  after(() => world.stop());

  const get = async (path: string) => (await world.call("GET", path)).body;

  it("is who made them when, and who changed them last", async () => {
    const changes: [string, string, unknown][] = [
      [ws, "PUT", workspaceBody(world.id)],
      [ws, "PATCH", { tags: { a: "b" } }],
      ["computes/gpu", "PUT", clusterBody()],
      ["computes/gpu", "PATCH", { properties: { scaleSettings: { maxNodeCount: 2 } } }],
      [endpoint, "PUT", endpointBody()],
      [endpoint, "PATCH", { tags: { a: "b" } }],
      [deployment, "PUT", deploymentBody(world.id, baseModel)],
      [deployment, "PATCH", { tags: { a: "b" } }],
    ];
    for (const [path, method, body] of changes) {
      const made = (await get(path)).systemData;
      expect(made, path).to.include({
        createdBy: world.azure.connection.clientId,
        createdByType: "Application",
        lastModifiedByType: "Application",
      });
      const { createdAt, lastModifiedAt } = made as Record<string, string>;
      expect(new Date(createdAt ?? "").getTime()).to.be.above(0);
      await world.azure.admin("POST", "/admin/clock", { advanceSeconds: 1 });
      await world.done(method, path, body);
      const changed = (await get(path)).systemData;
      expect(at(changed, "createdAt"), path).to.equal(createdAt);
      expect(String(at(changed, "lastModifiedAt")) > String(lastModifiedAt), path).to.equal(true);
    }
    expect(at(await get("datastores/workspaceblobstore"), "systemData", "createdAt")).to.be.a(
      "string",
    );
  });

  it("is where the operation of an endpoint or a deployment can be followed", async () => {
    const uri = (body: unknown) =>
      String(at(body, "properties", "properties", "AzureAsyncOperationUri"));
    for (const path of [endpoint, deployment]) {
      const before = await get(path);
      const again: Answer = await world.call("PUT", path, before);
      expect(uri(again.body)).to.equal(again.headers.get("azure-asyncoperation"));
      expect(uri(again.body)).not.to.equal(uri(before));
      await world.azure.finish(again);
      expect(uri(await get(path))).to.equal(uri(again.body));
      const status = await world.azure.fetch(uri(await get(path)));
      expect([status.status, status.body.status]).to.deep.equal([200, "Succeeded"]);
    }
  });
});
