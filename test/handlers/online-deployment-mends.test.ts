import { expect } from "chai";
import { setTimeout as pause } from "node:timers/promises";
import { apiVersions } from "../../catalog/api-versions";
import { at } from "../local/azure/start";
import { endOf, jobInputs, makeModel, uploadRows } from "./fine-tuning";
import { onLocalAzure } from "./on-local-azure";
import { grantRoles, makeCluster, makeEndpoint, makePlace, type Place } from "./place";
import {
  created,
  difference,
  expectSettled,
  failing,
  listening,
  owner,
  refreshed,
  updated,
  type Kept,
} from "./resource";
import { deployByHand, deploymentInputs, deploymentsOf, setTraffic, trafficOf } from "./serving";

describe("OnlineDeployment mends on local Azure", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let place: Place;
  let endpoint: string;
  let model: string;
  before(async () => {
    place = await makePlace(local());
    await grantRoles(place);
    model = await makeModel(place, "1");
  });
  beforeEach(async () => {
    endpoint = await makeEndpoint(place);
  });
  afterEach(() => place.delete(endpoint));

  const nameOf = ({ state }: Kept): string => String(state.deploymentName);
  const idOf = (kept: Kept): string => `${endpoint}/deployments/${nameOf(kept)}`;
  const inputs = (more = {}) => deploymentInputs(endpoint, model, more);
  const latency = (value: number) => local().admin("POST", "/admin/clock", { latency: value });
  const failDeployment = (code: string, message: string) =>
    local().admin("POST", "/admin/faults", {
      path: "/deployments/demo-",
      do: { deploymentFailure: { code, message } },
    });
  const capacityOf = async (kept: Kept): Promise<unknown> =>
    at(await place.get(idOf(kept)), "sku", "capacity");
  /** PUTs that a piece of work sends to deployments. */
  const putsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const { body } = await local().admin("GET", "/admin/requests");
    await work();
    const later = await local().admin("GET", `/admin/requests?since=${String(body.next)}`);
    const requests = later.body.requests as { method: string; path: string }[];
    return requests.filter(({ method, path }) => method === "PUT" && path.includes("/deployments/"))
      .length;
  };

  it("scales what is live, without another deployment", async () => {
    const kept = await created(inputs());
    const { lines, changes } = await difference(kept, inputs({ instanceCount: 2 }));
    expect(changes).to.equal(true);
    expect(lines).to.deep.equal([`deployment '${nameOf(kept)}' has 1 instances: it will have 2`]);
    const scaled = await updated(kept, inputs({ instanceCount: 2 }));
    expect(nameOf(scaled)).to.equal(nameOf(kept));
    expect(await capacityOf(kept)).to.equal(2);
    await expectSettled(scaled, inputs({ instanceCount: 2 }));
  });

  it("mends a number of instances that was changed by hand", async () => {
    const kept = await created(inputs());
    await local().fetch(`${idOf(kept)}?api-version=${apiVersions.machineLearning}`, {
      method: "PATCH",
      body: { sku: { name: "Default", capacity: 3 } },
    });
    expect((await difference(kept, inputs())).lines).to.deep.equal([
      `deployment '${nameOf(kept)}' has 3 instances: it will have 1`,
    ]);
    await updated(kept, inputs());
    expect(await capacityOf(kept)).to.equal(1);
  });

  it("mends traffic that was changed by hand, also after a refresh", async () => {
    const kept = await created(inputs());
    await setTraffic(place, endpoint, {});
    expect((await difference(kept, inputs())).lines).to.deep.equal([
      `traffic is off: it will be '${nameOf(kept)}' 100 %`,
    ]);
    const seen = await refreshed(kept);
    expect(seen?.state.traffic).to.deep.equal({});
    const mended = await updated(seen ?? kept, inputs());
    expect(mended.state.traffic).to.deep.equal({ [nameOf(kept)]: 100 });
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [nameOf(kept)]: 100 });
  });

  it("takes the traffic back from someone else's deployment, and leaves that as it is", async () => {
    const kept = await created(inputs());
    await deployByHand(place, endpoint, "foreign", model);
    await deployByHand(place, endpoint, "prod", model, {
      "azure-finetune-project": owner.project,
      "azure-finetune-stack": "prod",
    });
    await setTraffic(place, endpoint, { foreign: 40, [nameOf(kept)]: 60 });
    const { lines } = await difference(kept, inputs());
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^traffic is .*'foreign' 40 %.*: it will be 'demo-\w+' 100 %$/);
    await updated(kept, inputs());
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [nameOf(kept)]: 100 });
    expect(await deploymentsOf(place, endpoint)).to.deep.equal(
      [nameOf(kept), "foreign", "prod"].sort(),
    );
  });

  it("makes again what was deleted by hand", async () => {
    const kept = await created(inputs());
    await setTraffic(place, endpoint, {});
    await place.delete(idOf(kept));
    expect((await difference(kept, inputs())).lines).to.deep.equal([
      `deployment '${nameOf(kept)}' is not there: it will be rolled out`,
      `traffic is off: it will be '${nameOf(kept)}' 100 %`,
    ]);
    expect(await refreshed(kept)).to.equal(undefined);
    const again = await updated(kept, inputs());
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [nameOf(again)]: 100 });
  });

  it("waits for a half-made deployment instead of making another", async () => {
    const kept = await created(inputs());
    await setTraffic(place, endpoint, {});
    await latency(1);
    const { location, tags, sku, properties } = await place.get(idOf(kept));
    const { provisioningState, ...settings } = properties as Record<string, unknown>;
    expect(provisioningState).to.equal("Succeeded");
    await local().fetch(`${idOf(kept)}?api-version=${apiVersions.machineLearning}`, {
      method: "PUT",
      body: { location, tags, sku, properties: { ...settings, description: "again" } },
    });
    const { lines } = await listening(async () => {
      expect(await putsOf(() => updated(kept, inputs()))).to.equal(0);
    });
    expect(lines).to.include(`deployment '${nameOf(kept)}': Updating`);
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [nameOf(kept)]: 100 });
  });

  it("makes a failed deployment again that an interrupted run left", async () => {
    const { state } = await created(inputs());
    const name = String(state.deploymentName);
    await setTraffic(place, endpoint, {});
    await failDeployment("Interrupted", "by hand");
    await deployByHand(place, endpoint, name, model).catch(() => undefined);
    const { lines } = await listening(() => created(inputs()));
    expect(lines).to.include(`deployment '${name}' is Failed: it is deleted and made again`);
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [name]: 100 });
  });

  it("never deletes what is live: a scaling that failed is tried again in place", async () => {
    const kept = await created(inputs());
    await failDeployment("OutOfMemory", "while scaling");
    const { error } = await failing(() => updated(kept, inputs({ instanceCount: 2 })));
    expect(error.message).to.match(/while scaling/);
    expect(error.message).to.match(/'demo-\w+' has traffic and is left as it is$/);
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [nameOf(kept)]: 100 });
    expect((await difference(kept, inputs())).lines[0]).to.equal(
      `deployment '${nameOf(kept)}' is Failed: it will be rolled out again`,
    );
    const { result: mended, lines } = await listening(() => updated(kept, inputs()));
    expect(lines).to.include(`deployment '${nameOf(kept)}' is Failed and live: it is sent again`);
    await expectSettled(mended, inputs());
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [nameOf(kept)]: 100 });
  });

  it("tries again until a role is effective", async () => {
    const young = await makePlace(local());
    const youngModel = await makeModel(young, "1");
    const own = await makeEndpoint(young);
    await latency(1);
    const { result: kept, lines } = await listening(async (told) => {
      const work = created(deploymentInputs(own, youngModel));
      while (!told.some((line) => line.startsWith("a role"))) await pause(5);
      await grantRoles(young);
      return work;
    });
    expect(lines).to.include("a role is not effective yet; trying again in 30 s");
    expect(await deploymentsOf(young, own)).to.deep.equal([nameOf(kept)]);
    expect(await trafficOf(young, own)).to.deep.equal({ [nameOf(kept)]: 100 });
    await latency(0);
    await young.delete(own);
  });

  it("waits for the quota that training nodes still hold", async () => {
    await makeCluster(place);
    const data = await uploadRows(place);
    await latency(1);
    const job = await created(jobInputs(place, data));
    const quota = (limit: number) =>
      local().admin("POST", "/admin/quota", { family: "standardNCADSA100v4Family", limit });
    const nodes = async () => at(await place.get(`${place.workspaceId}/computes/gpu`), ...count);
    const count = ["properties", "properties", "currentNodeCount"];
    while ((await nodes()) !== 1) {
      await local().admin("POST", "/admin/clock", { advanceSeconds: 30 });
      await pause(5);
    }
    await quota(24);
    try {
      const { result: kept, lines } = await listening(() =>
        created(inputs({ instanceType: "Standard_NC24ads_A100_v4" })),
      );
      expect(lines).to.include("training nodes are still being released; trying again in 30 s");
      expect(await deploymentsOf(place, endpoint)).to.deep.equal([nameOf(kept)]);
      expect(await endOf(place, String(job.state.jobName))).to.equal("Completed");
    } finally {
      await quota(96);
    }
  });

  it("says at once that quota is missing when no node will give any back", async () => {
    const { error } = await failing(() =>
      created(inputs({ instanceType: "Standard_F8s_v2", instanceCount: 40 })),
    );
    expect(error.message).to.match(/^deployment 'demo-\w+' cannot be made: .*Not enough quota/s);
  });

  it("writes changed tags and another owner onto endpoint and deployment", async () => {
    const kept = await created(inputs());
    const renamed = { ...owner, stack: "renamed" };
    const news = { ...inputs({ tags: { team: "voice" } }), owner: renamed };
    const after = await updated(kept, news);
    expect((await place.get(idOf(kept))).tags).to.include({
      team: "voice",
      "azure-finetune-stack": "renamed",
    });
    expect(at(await place.get(endpoint), "tags", "team")).to.equal("voice");
    const next = await updated(after, { ...news, requestTimeoutMs: 60_000 });
    expect(await deploymentsOf(place, endpoint)).to.deep.equal([nameOf(next)]);
  });
});
