import { expect } from "chai";
import { at, type Answer } from "../start";
import { endpointBody, storage, vault, workspaceBody, ws } from "./bodies";
import { makeDependencies, startWorld, type World } from "./world";

const code = (answer: Answer): unknown[] => [answer.status, at(answer.body, "error", "code")];
const message = (answer: Answer): unknown => at(answer.body, "error", "message");

describe("workspaces of local Azure", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeDependencies(world);
  });
  after(() => world.stop());
  beforeEach(() => world.done("PUT", ws, workspaceBody(world.id)));
  afterEach(async () => {
    const answer = await world.call("DELETE", `${ws}?forceToPurge=true`);
    await world.azure.finish(answer);
  });

  it("need a storage account and a key vault that are there", async () => {
    const other = ws.replace("ws1", "ws2");
    const body = workspaceBody(world.id);
    const missing = await world.call("PUT", other, { ...body, properties: {} });
    expect(message(missing)).to.equal("Missing dependent resources in workspace json");
    const wrong = await world.call("PUT", other, workspaceBody(world.id, { keyVault: "/nothing" }));
    expect(code(wrong)).to.deep.equal([400, "ValidationError"]);
    expect((await world.call("GET", other)).status).to.equal(404);
    const named = await world.call("PUT", ws.replace("ws1", "-x"), body);
    expect(at(named.body, "error", "details", 0, "code")).to.equal("InvalidWorkspaceName");
  });

  it("refuse another storage account, key vault, kind or place", async () => {
    const body = workspaceBody(world.id);
    const put = (change: object) => world.call("PUT", ws, { ...body, ...change });
    const changed = await put({
      properties: { storageAccount: world.id(vault), keyVault: world.id(vault) },
    });
    expect(code(changed)).to.deep.equal([400, "UserError"]);
    expect(at(changed.body, "error", "target")).to.equal("storageAccount");
    expect(at(changed.body, "error", "additionalInfo", 0, "type")).to.equal("ComponentName");
    expect(code(await put({ kind: "Hub" }))).to.deep.equal([400, "UserError"]);
    expect((await put({ location: "westeurope" })).status).to.equal(409);
    await world.done("PUT", ws, { ...body, tags: { a: "b" } });
    const { body: got } = await world.call("GET", ws);
    expect(got.tags).to.deep.equal({ a: "b" });
    expect(at(got, "properties", "storageAccount")).to.equal(world.id(storage));
  });

  it("keep what a PATCH does not name", async () => {
    await world.done("PUT", ws, { ...workspaceBody(world.id), tags: { a: "b" } });
    const patched = await world.call("PATCH", ws, { properties: { description: "new" } });
    expect(at(patched.body, "properties", "description")).to.equal("new");
    expect(patched.body.tags).to.deep.equal({ a: "b" });
    const before = at((await world.call("GET", ws)).body, "identity", "principalId");
    await world.done("PUT", ws, workspaceBody(world.id));
    expect(at((await world.call("GET", ws)).body, "identity", "principalId")).to.equal(before);
  });

  it("block their name after a soft delete until they are purged", async () => {
    await world.done("DELETE", ws);
    expect((await world.call("GET", ws)).status).to.equal(404);
    const again = await world.call("PUT", ws, workspaceBody(world.id));
    expect(code(again)).to.deep.equal([400, "BadRequest"]);
    expect(message(again)).to.match(/^Soft-deleted workspace exists\. Please purge or recover it/);
    await world.done("DELETE", `${ws}?forceToPurge=true`);
    await world.done("PUT", ws, workspaceBody(world.id));
    expect((await world.call("DELETE", ws.replace("ws1", "never"))).status).to.equal(204);
  });

  it("stay in the subscription's list while their name is blocked, for two weeks", async () => {
    const listed = async (path: string) =>
      (at((await world.call("GET", path)).body, "value") as { id: string }[]).map(({ id }) => id);
    const provider = "providers/Microsoft.MachineLearningServices/workspaces";
    await world.done("DELETE", ws);
    expect(await listed(`~/${provider}`)).to.deep.equal([world.id(ws)]);
    expect(await listed(ws.replace(/\/ws1$/, ""))).to.deep.equal([]);
    await world.azure.admin("POST", "/admin/clock", { advanceSeconds: 14 * 86_400 });
    expect(await listed(`~/${provider}`)).to.deep.equal([]);
    await world.done("PUT", ws, workspaceBody(world.id));
  });

  it("cannot be deleted while they have endpoints", async () => {
    await world.done("PUT", "onlineEndpoints/chat-9", endpointBody());
    const refused = await world.call("DELETE", ws);
    expect(code(refused)).to.deep.equal([409, "CannotDeleteResource"]);
    expect(message(refused)).to.contain("/onlineEndpoints/chat-9");
    await world.done("DELETE", "onlineEndpoints/chat-9");
  });

  it("give no secrets of datastores that use identities", async () => {
    const identity = { systemDatastoresAuthMode: "identity" };
    await world.done("PUT", ws, workspaceBody(world.id, identity));
    const store = await world.call("GET", "datastores/workspaceblobstore");
    expect(at(store.body, "properties", "credentials", "credentialsType")).to.equal("None");
    const secrets = await world.call("POST", "datastores/workspaceblobstore/listSecrets", {});
    expect(secrets.status).to.equal(400);
  });

  it("want an api-version that Azure ML has", async () => {
    const wrong = await world.azure.fetch(`${ws}?api-version=2019-01-01`);
    expect(code(wrong)).to.deep.equal([400, "NoRegisteredProviderFound"]);
  });
});
