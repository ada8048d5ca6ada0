import { expect } from "chai";
import { at, type Answer } from "../local/azure/client";
import {
  cluster,
  deploymentBody,
  endpointBody,
  jobBody,
  workspaceBody,
  ws,
} from "../local/azure/machinelearning/bodies";
import {
  makeTunedModel,
  makeWorkspace,
  startWorld,
  submit,
  uploadRows,
  type World,
} from "../local/azure/machinelearning/world";

const version = "api-version=2025-12-01";
const code = ({ status, body }: Answer): unknown[] => [status, at(body, "error", "code")];
const message = ({ body }: Answer): unknown => at(body, "error", "message");
const chat = "onlineEndpoints/chat-1";

describe("what Azure refuses", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await makeTunedModel(world);
    await world.done("PUT", chat, endpointBody());
  });
  after(() => world.stop());

  const deploy = (name: string) =>
    world.call("PUT", `${chat}/deployments/${name}`, deploymentBody(world.id));

  it("an endpoint's name that another workspace of the region has", async () => {
    const other = ws.replace("ws1", "ws2");
    await world.done("PUT", `${other}?${version}`, workspaceBody(world.id));
    const path = `${other}/onlineEndpoints/CHAT-1?${version}`;
    const taken = await world.call("PUT", path, endpointBody());
    expect(code(taken)).to.deep.equal([400, "UserError"]);
    expect(message(taken)).to.contain("unique");
    await world.done("DELETE", `${ws}/onlineEndpoints/chat-1?${version}`);
    await world.done("PUT", path, endpointBody());
    await world.done("DELETE", path);
    await world.done("PUT", chat, endpointBody());
  });

  it("an endpoint or a deployment outside of the workspace's region", async () => {
    const bodies = {
      [`${chat}-2`]: endpointBody(),
      [`${chat}/deployments/far`]: deploymentBody(world.id),
    };
    for (const [path, body] of Object.entries(bodies)) {
      const put = (location: string) => world.call("PUT", path, { ...body, location });
      expect(code(await put("nowhere"))).to.deep.equal([
        400,
        "LocationNotAvailableForResourceType",
      ]);
      const far = await put("westus");
      expect(code(far)).to.deep.equal([400, "UserError"]);
      expect(message(far)).to.contain("not that of the workspace, 'eastus'");
      expect((await world.call("GET", path)).status).to.equal(404);
    }
  });

  it("a child of something that is not there", async () => {
    const lost = await world.call(
      "PUT",
      "onlineEndpoints/nobody/deployments/blue",
      deploymentBody(world.id),
    );
    expect(code(lost)).to.deep.equal([404, "UserError"]);
    const workspace = await world.call("PUT", `${ws}x/computes/gpu?${version}`, {});
    expect(code(workspace)).to.deep.equal([404, "ResourceNotFound"]);
  });

  it("cores that another deployment holds, until it is deleted", async () => {
    // three instances of 24 cores leave one of four: the family's quota is 96
    const big = { ...deploymentBody(world.id), sku: { name: "Default", capacity: 3 } };
    await world.done("PUT", `${chat}/deployments/big`, big);
    await world.done("PUT", `${chat}/deployments/small`, deploymentBody(world.id));
    const more = await deploy("more");
    expect(code(more)).to.deep.equal([400, "BadRequest"]);
    expect(at(more.body, "error", "details", 0, "message")).to.contain("96/96");
    await world.done("DELETE", `${chat}/deployments/big`);
    expect((await deploy("more")).status).to.equal(201);
    await world.done("DELETE", `${chat}/deployments/more`);
  });

  it("the deletion of a deployment that has traffic, and traffic that is not 100", async () => {
    const traffic = (shares: Record<string, number>) =>
      world.call("PUT", chat, endpointBody({}, shares));
    expect((await traffic({ small: 100 })).status).to.equal(200);
    expect(code(await world.call("DELETE", `${chat}/deployments/small`))).to.deep.equal([
      400,
      "UserError",
    ]);
    for (const shares of [{ small: 99 }, { small: 101 }, { small: -1 }, { small: 99.5 }])
      expect((await traffic(shares)).status, JSON.stringify(shares)).to.equal(400);
    expect(at((await world.call("GET", chat)).body, "properties", "traffic")).to.deep.equal({
      small: 100,
    });
  });

  it("changes of what was fixed at the start", async () => {
    const refused: [string, string, unknown][] = [
      ["PUT", chat, { location: "eastus", properties: { authMode: "AMLToken" } }],
      ["PUT", chat, { ...endpointBody({}, { small: 100 }), location: "westus" }],
      ["PUT", chat, endpointBody({ identity: { type: "None" } }, { small: 100 })],
      ["PUT", "models/tuned/versions/1", { properties: { modelUri: "azureml://jobs/job1/x" } }],
      ["PUT", `${ws}?${version}`, { ...workspaceBody(world.id), location: "westus" }],
      [
        "PUT",
        "computes/gpu",
        {
          location: "eastus",
          properties: {
            computeType: "AmlCompute",
            properties: { vmSize: cluster, vmPriority: "LowPriority" },
          },
        },
      ],
    ];
    for (const [method, path, body] of refused) {
      const { status, text } = await world.call(method, path, body);
      expect(status, `${path} ${text}`).to.be.within(400, 409);
    }
  });

  it("a scale that PUT would refuse, in a PATCH too", async () => {
    const scale = (scaleSettings: object) =>
      world.call("PATCH", "computes/gpu", { properties: { properties: { scaleSettings } } });
    expect((await scale({ minNodeCount: 3, maxNodeCount: 2 })).status).to.equal(400);
    expect(code(await scale({ minNodeCount: 9, maxNodeCount: 9 }))).to.deep.equal([
      400,
      "ClusterMinNodesExceedCoreQuota",
    ]);
    expect((await scale({ minNodeCount: 0, maxNodeCount: 2 })).status).to.equal(200);
    const { body } = await world.call("GET", "computes/gpu");
    const inner = at(body, "properties", "properties");
    expect(at(inner, "scaleSettings")).to.include({ minNodeCount: 0, maxNodeCount: 2 });
    expect(at(inner, "scaleSettings", "nodeIdleTimeBeforeScaleDown")).to.match(/^PT/);
    expect(at(body, "properties", "provisioningState")).to.equal("Succeeded");
  });

  it("a PATCH of an endpoint's traffic: later versions pass over it, the oldest is not emulated", async () => {
    const patch = (name: string) =>
      world.call("PATCH", `${chat}?api-version=${name}`, {
        tags: { a: name },
        properties: { traffic: {} },
      });
    expect((await patch("2022-02-01-preview")).status).to.equal(501);
    expect((await patch("2025-12-01")).status).to.equal(200);
    const { body } = await world.call("GET", chat);
    expect(at(body, "properties", "traffic")).to.deep.equal({ small: 100 });
    expect(body.tags).to.deep.equal({ a: "2025-12-01" });
  });

  it("the deletion of a job that runs; its cancel twice is no error", async () => {
    await world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    expect((await submit(world, "long", jobBody(await uploadRows(world)))).status).to.equal(201);
    expect((await world.call("DELETE", "jobs/long")).status).to.equal(409);
    expect((await world.call("POST", "jobs/long/cancel")).status).to.equal(202);
    expect((await world.call("POST", "jobs/long/cancel")).status).to.be.within(200, 202);
    await world.azure.admin("POST", "/admin/clock", { latency: 0, advanceSeconds: 3600 });
    expect((await world.call("POST", "jobs/long/cancel")).status).to.equal(200);
    expect((await world.call("DELETE", "jobs/long")).status).to.equal(204);
  });

  it("nothing of an endpoint stays when it is deleted with its deployments", async () => {
    await world.done("DELETE", chat);
    const { body } = await world.azure.admin("GET", "/admin/resources");
    expect(JSON.stringify(body)).not.to.contain("chat-1");
    const bill = await world.azure.admin("GET", "/admin/bill");
    const lines = bill.body.lines as { meter: string; running: boolean }[];
    expect(lines.filter(({ meter, running }) => running && meter.includes("endpoint"))).to.be.empty;
  });
});
