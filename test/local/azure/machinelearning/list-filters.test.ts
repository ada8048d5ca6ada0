import { expect } from "chai";
import { at, type Json } from "../start";
import { endpointBody, jobBody, workspaceBody, ws } from "./bodies";
import {
  makeTunedModel,
  makeWorkspace,
  startWorld,
  submit,
  uploadRows,
  waitForJob,
  type World,
} from "./world";

describe("filters of the lists of local Azure", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await makeTunedModel(world);
  });
  after(() => world.stop());

  const names = async (path: string) => {
    const { status, body, text } = await world.call("GET", path);
    expect(status, text).to.equal(200);
    return (body.value as Json[]).map(({ name }) => name);
  };
  const status = async (path: string) => (await world.call("GET", path)).status;

  it("find endpoints by name, tags, properties and kind of compute", async () => {
    const properties = { authMode: "Key", properties: { owner: "me" } };
    await world.done("PUT", "onlineEndpoints/one", endpointBody({ tags: { a: "b", c: "d=e" } }));
    await world.done("PUT", "onlineEndpoints/two", endpointBody({ tags: { a: "x" }, properties }));
    const found = (query: string) => names(`onlineEndpoints?${query}`);
    expect(await found("name=ONE")).to.deep.equal(["one"]);
    expect(await found("name=none")).to.deep.equal([]);
    expect(await found("tags=a")).to.deep.equal(["one", "two"]);
    expect(await found("tags=a=x")).to.deep.equal(["two"]);
    expect(await found("tags=a,c=d=e")).to.deep.equal(["one"]);
    expect(await found("properties=owner=me")).to.deep.equal(["two"]);
    expect(await found("computeType=Managed")).to.have.length(2);
    expect(await found("computeType=Kubernetes")).to.deep.equal([]);
    expect(await found("count=1")).to.deep.equal(["one"]);
    expect(await status("onlineEndpoints?computeType=Bogus")).to.equal(400);
    expect(await status("onlineEndpoints?orderBy=CreatedAtAsc")).to.equal(501);
    expect(await status("onlineEndpoints/one/deployments?$orderBy=name")).to.equal(501);
  });

  it("find jobs by tag, kind and archive", async () => {
    const body = jobBody(await uploadRows(world)) as { properties: Json };
    await submit(world, "tagged", { properties: { ...body.properties, tags: { team: "chat" } } });
    await waitForJob(world, "tagged");
    expect(await names("jobs?tag=team")).to.deep.equal(["tagged"]);
    expect(await names("jobs?tag=other")).to.deep.equal([]);
    expect(await names("jobs?jobType=Pipeline&listViewType=all")).to.have.length(2);
    expect(await names("jobs?jobType=Sweep")).to.deep.equal([]);
    expect(await names("jobs?scheduled=true")).to.deep.equal([]);
    expect(await names("jobs?scheduled=false")).to.have.length(2);
    expect(await status("jobs?listViewType=Bogus")).to.equal(400);
  });

  it("find versions by version, tags, properties and stage", async () => {
    const { modelUri } = (await world.call("GET", "models/tuned/versions/1")).body
      .properties as Json;
    await world.done("PUT", "models/tuned/versions/2", {
      properties: {
        modelType: "mlflow_model",
        modelUri,
        tags: { a: "b" },
        properties: { c: "d" },
        stage: "Production",
      },
    });
    const found = (query: string) => names(`models/tuned/versions?${query}`);
    expect(await found("version=1")).to.deep.equal(["1"]);
    expect(await found("tags=a=b")).to.deep.equal(["2"]);
    expect(await found("properties=c")).to.deep.equal(["2"]);
    expect(await found("stage=Production")).to.deep.equal(["2"]);
    for (const query of ["description=x", "offset=1", "feed=x"])
      expect(await status(`models/tuned/versions?${query}`), query).to.equal(501);
  });

  it("find datastores by name and number", async () => {
    expect(await names("datastores?names=workspaceblobstore,workspacefilestore")).to.have.members([
      "workspaceblobstore",
      "workspacefilestore",
    ]);
    expect(await names("datastores?searchText=artifact")).to.deep.equal(["workspaceartifactstore"]);
    expect(await names("datastores?count=2")).to.have.length(2);
    expect(await names("datastores?count=30&orderByAsc=False")).to.have.length(4);
    expect(await status("datastores?orderBy=name")).to.equal(501);
  });

  it("find workspaces by kind", async () => {
    const hub = ws.replace("ws1", "hub1");
    await world.done("PUT", hub, { ...workspaceBody(world.id), kind: "Hub" });
    const found = (kind: string) => names(`${ws.replace("/ws1", "")}?kind=${kind}`);
    expect(await found("hub")).to.deep.equal(["hub1"]);
    expect(await found("default,hub")).to.have.members(["ws1", "hub1"]);
    expect(at((await world.call("GET", hub)).body, "kind")).to.equal("Hub");
  });
});
