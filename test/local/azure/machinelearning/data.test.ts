import { expect } from "chai";
import { at, type Answer, type Json } from "../start";
import { jobBody, ws } from "./bodies";
import {
  makeCluster,
  makeWorkspace,
  startWorld,
  submit,
  uploadRows,
  waitForJob,
  type World,
} from "./world";

const code = ({ status, body }: Answer) => [status, at(body, "error", "code")];
const message = ({ body }: Answer) => String(at(body, "error", "message"));

describe("data assets of local Azure", function () {
  this.timeout(30_000);
  let world: World;
  let data: { train: string; test: string };
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await makeCluster(world);
    data = await uploadRows(world);
  });
  after(() => world.stop());

  const put = (version: string, more: Json = {}, name = "rows") =>
    world.call("PUT", `data/${name}/versions/${version}`, {
      properties: { dataType: "uri_file", dataUri: data.train, ...more },
    });
  const names = async (path: string) => {
    const { body } = await world.call("GET", path);
    return (body.value as Json[]).map(({ name }) => name);
  };

  it("keep their path, and change all else", async () => {
    expect((await put("1")).status).to.equal(201);
    const again = await put("1", { tags: { a: "b" }, description: "Rows" });
    expect(again.status).to.equal(200);
    expect(again.body.properties).to.deep.include({ tags: { a: "b" }, dataUri: data.train });
    const other = await put("1", { dataUri: data.test });
    expect([code(other), message(other)]).to.deep.equal([
      [400, "UserError"],
      "Asset paths cannot be updated.",
    ]);
  });

  it("refuse what Azure does", async () => {
    const refused = async (answer: Promise<Answer>) => {
      expect((await answer).status).to.equal(400);
      return (await answer).text;
    };
    expect(await refused(put("x".repeat(31)))).to.contain("maximum length of 30");
    expect(await refused(put("1", {}, "a b"))).to.contain("InvalidAssetName");
    expect(await refused(put("2", { dataType: "csv" }))).to.contain("dataType");
    expect(await refused(put("2", { dataUri: "" }))).to.contain("dataUri");
    expect(await refused(put("2", { dataUri: "./rows.jsonl" }))).to.contain("rows.jsonl");
    expect(await refused(put("2", { dataType: "uri_folder" }))).to.contain("cannot be changed");
    const nowhere = "azureml://datastores/nothing/paths/rows.jsonl";
    expect(await refused(put("2", { dataUri: nowhere }))).to.contain(
      "datastore with name: nothing",
    );
    expect((await world.call("GET", "data/rows/versions/2")).status).to.equal(404);
  });

  it("are listed with filters and pages, without the archived", async () => {
    await put("2", { tags: { kind: "b" } });
    expect(await names("data/rows/versions?$orderBy=createdtime desc&$top=1")).to.deep.equal(["2"]);
    expect(await names("data/rows/versions?$tags=kind=b")).to.deep.equal(["2"]);
    await put("2", { isArchived: true });
    expect(await names("data/rows/versions")).to.deep.equal(["1"]);
    expect(await names("data/rows/versions?listViewType=All")).to.have.length(2);
    for (let index = 0; index < 51; index += 1) await put(String(index), {}, "many");
    const first = (await world.call("GET", "data/many/versions")).body;
    expect(first.value).to.have.length(50);
    expect((await world.call("GET", String(first.nextLink))).body.value).to.have.length(1);
    const { body } = await world.call("GET", "data/rows");
    expect(body.properties).to.deep.include({ latestVersion: "2", nextVersion: "3" });
  });

  it("hide with their container, and go with it", async () => {
    const properties = { dataType: "uri_file", isArchived: true };
    expect((await world.call("PUT", "data/many", { properties })).status).to.equal(200);
    expect(await names("data")).to.deep.equal(["rows"]);
    expect(await names("data?listViewType=ArchivedOnly")).to.deep.equal(["many"]);
    expect((await world.call("DELETE", "data/many/versions/7")).status).to.equal(200);
    expect((await world.call("DELETE", "data/many/versions/7")).status).to.equal(204);
    expect((await world.call("DELETE", "data/many")).status).to.equal(200);
    expect((await world.call("GET", "data/many/versions/8")).status).to.equal(404);
  });

  it("are read by jobs under each of their names, and stay visible in the run's inputs", async () => {
    const armId = world.id(`${ws}/data/rows/versions/1`);
    const { body } = await world.call("GET", "");
    const guid = String(at(body, "properties", "workspaceId"));
    const assetId = `azureml://locations/eastus/workspaces/${guid}/data/rows/versions/1`;
    for (const [index, train] of [armId, `azureml:${armId}`, "azureml:rows:1", assetId].entries()) {
      const job = `of-data-${index}`;
      const sent = await submit(world, job, jobBody({ ...data, train }));
      expect(sent.status, sent.text).to.equal(201);
      expect(await waitForJob(world, job)).to.equal("Completed");
      const run = async (path: string) =>
        (await world.azure.fetch(`/history/v1.0${world.id(ws)}/runs/${path}?api-version=v1.0`))
          .body;
      const [node] = (await run(`${job}/children`)).value as Json[];
      expect(at(node, "inputs", "train_file_path")).to.deep.equal({ assetId, type: "UriFile" });
      expect(at(node, "inputs", "test_file_path", "assetId")).to.equal(data.test);
    }
  });

  it("are refused at submit when they are not there, or of another type", async () => {
    await put("1", { dataType: "uri_folder" }, "folder");
    const refused = async (train: string) => {
      const answer = await submit(world, "never", jobBody({ ...data, train }));
      expect(code(answer)).to.deep.equal([400, "UserError"]);
      return message(answer);
    };
    expect(await refused("azureml:rows:9")).to.contain("Data rows:9");
    expect(await refused(world.id(`${ws}x/data/rows/versions/1`))).to.contain("was not found");
    expect(await refused("azureml:folder:1")).to.contain("has the type 'uri_folder'");
  });
});
