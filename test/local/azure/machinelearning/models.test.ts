import { expect } from "chai";
import { at, type Json } from "../start";
import { makeWorkspace, startWorld, upload, type World } from "./world";

describe("models of local Azure", function () {
  this.timeout(30_000);
  let world: World;
  let uri: string;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    uri = (await upload(world, "MLmodel", "flavors: {}")).replace("/MLmodel", "");
  });
  after(() => world.stop());

  const put = (version: string, more: Json = {}) =>
    world.call("PUT", `models/m/versions/${version}`, {
      properties: { modelType: "mlflow_model", modelUri: uri, ...more },
    });
  const names = async (query: string) => {
    const { body } = await world.call("GET", `models/m/versions?${query}`);
    return (body.value as Json[]).map(({ name }) => name);
  };

  it("must have an artifact, and keep it", async () => {
    const gone = await put("1", { modelUri: `${uri}/nothing` });
    expect([gone.status, at(gone.body, "error", "target")]).to.deep.equal([400, "modelUri"]);
    const job = await put("1", { modelUri: "azureml://jobs/none/outputs/trained_model" });
    expect(job.status).to.equal(400);
    expect((await put("1")).status).to.equal(201);
    expect((await put("1", { tags: { a: "b" } })).status).to.equal(200);
    const other = await put("1", { modelUri: `${uri}/MLmodel` });
    expect(at(other.body, "error", "message")).to.equal("Asset paths cannot be updated.");
  });

  it("are listed by the time of their making, without the archived", async () => {
    await put("7");
    await put("3");
    expect(await names("$orderBy=createdtime desc&$top=1")).to.deep.equal(["3"]);
    await put("3", { isArchived: true });
    expect(await names("$orderBy=createdtime desc&$top=1")).to.deep.equal(["7"]);
    expect(await names("listViewType=All")).to.have.length(3);
    const { body } = await world.call("GET", "models/m");
    expect(body.properties).to.deep.include({ latestVersion: "3", nextVersion: "8" });
  });

  it("are deleted one by one", async () => {
    expect((await world.call("DELETE", "models/m/versions/7")).status).to.equal(200);
    expect((await world.call("DELETE", "models/m/versions/7")).status).to.equal(204);
    expect((await world.call("GET", "models/m/versions/7")).status).to.equal(404);
  });
});
