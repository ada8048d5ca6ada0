import { expect } from "chai";
import { at, type Answer } from "../start";
import { clusterBody, jobBody } from "./bodies";
import {
  makeCluster,
  makeWorkspace,
  pass,
  startWorld,
  submit,
  uploadRows,
  waitForJob,
  type World,
} from "./world";

const code = (answer: Answer): unknown[] => [answer.status, at(answer.body, "error", "code")];

describe("training clusters of local Azure", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
  });
  after(() => world.stop());
  afterEach(async () => {
    await world.azure.admin("POST", "/admin/clock", { latency: 0, speed: 60 });
    await world.azure.finish(await world.call("DELETE", "computes/gpu"));
    await world.azure.admin("DELETE", "/admin/faults");
  });

  const inner = async (...keys: string[]) =>
    at((await world.call("GET", "computes/gpu")).body, "properties", "properties", ...keys);
  const usage = async () => {
    const path = "~/providers/Microsoft.MachineLearningServices/locations/eastus/usages";
    const list = (await world.call("GET", path)).body.value as { name: { value: string } }[];
    const line = list.find(({ name }) => name.value.includes("NCADSA100v4"));
    return [at(line, "currentValue"), at(line, "limit")];
  };

  it("show their size in capitals and stay what they were made", async () => {
    await makeCluster(world);
    expect(await inner("vmSize")).to.equal("STANDARD_NC24ADS_A100_V4");
    const bigger = await world.call(
      "PUT",
      "computes/gpu",
      clusterBody({}, "Standard_NC48ads_A100_v4"),
    );
    expect(code(bigger)).to.deep.equal([400, "UserError"]);
    await world.done("PUT", "computes/gpu", clusterBody({ maxNodeCount: 2 }));
    expect(await inner("scaleSettings", "maxNodeCount")).to.equal(2);
  });

  it("refuse sizes that are unknown or retired, and wrong bodies", async () => {
    const put = (body: unknown) => world.call("PUT", "computes/gpu", body);
    expect(code(await put(clusterBody({}, "Standard_NC6s_v3")))).to.deep.equal([
      400,
      "BadArgument",
    ]);
    expect((await put(clusterBody({}, "Standard_X"))).status).to.equal(400);
    expect((await put(clusterBody({ maxNodeCount: -1 }))).status).to.equal(400);
    expect((await put(clusterBody({ nodeIdleTimeBeforeScaleDown: "120" }))).status).to.equal(400);
    const other = { location: "eastus", properties: { computeType: "Kubernetes" } };
    expect((await put(other)).status).to.equal(501);
    expect((await world.call("PUT", "computes/g", clusterBody())).status).to.equal(400);
    expect((await world.call("GET", "computes/gpu")).status).to.equal(404);
  });

  it("are made in regions that there are, in that of the workspace when none is named", async () => {
    const { location, ...body } = clusterBody();
    const nowhere = await world.call("PUT", "computes/gpu", { ...body, location: "nowhere" });
    expect(code(nowhere)).to.deep.equal([400, "LocationNotAvailableForResourceType"]);
    expect((await world.call("GET", "computes/gpu")).status).to.equal(404);
    expect((await world.done("PUT", "computes/gpu", body)).body.location).to.equal(location);
    await world.done("DELETE", "computes/gpu");
    const spaced = { ...body, location: "West US 2" };
    expect((await world.done("PUT", "computes/gpu", spaced)).body.location).to.equal("westus2");
  });

  it("keep their minimum running, at a price, within the quota", async () => {
    const refused = await world.call(
      "PUT",
      "computes/gpu",
      clusterBody({ minNodeCount: 5, maxNodeCount: 5 }),
    );
    expect(code(refused)).to.deep.equal([400, "ClusterMinNodesExceedCoreQuota"]);
    await makeCluster(world, { minNodeCount: 1 });
    expect(await usage()).to.deep.equal([24, 96]);
    const bill = await world.azure.admin("GET", "/admin/bill");
    expect(bill.body.perHour).to.be.closeTo(3.673, 0.5);
    await world.done("DELETE", "computes/gpu");
    expect(await usage()).to.deep.equal([0, 96]);
  });

  it("start nodes for a job and stop them when they are idle", async () => {
    await makeCluster(world);
    const data = await uploadRows(world);
    await world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    await submit(world, "scaling", jobBody(data));
    await pass(world, 120);
    expect(await inner("allocationState")).to.equal("Resizing");
    expect(await usage()).to.deep.equal([24, 96]);
    await world.azure.admin("POST", "/admin/clock", { speed: 1000 });
    expect(await waitForJob(world, "scaling")).to.equal("Completed");
    await pass(world, 300);
    expect(await inner("currentNodeCount")).to.equal(0);
    expect(await usage()).to.deep.equal([0, 96]);
  });

  it("let a job wait while there is no capacity", async () => {
    await makeCluster(world);
    const data = await uploadRows(world);
    await world.azure.admin("POST", "/admin/faults", { path: "computes/gpu", do: "noCapacity" });
    await submit(world, "waiting", jobBody(data));
    expect(at((await world.call("GET", "jobs/waiting")).body, "properties", "status")).to.equal(
      "Running",
    );
    expect(await waitForJob(world, "waiting")).to.equal("Completed");
    expect((await world.azure.admin("GET", "/admin/faults")).text).to.match(/"hits":1/);
  });
});
