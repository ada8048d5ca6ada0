import { expect } from "chai";
import { apiVersions } from "../../catalog/api-versions";
import { makeModel } from "./fine-tuning";
import { onLocalAzure } from "./on-local-azure";
import { grantRoles, makeEndpoint, makePlace, type Place } from "./place";
import {
  created,
  deleted,
  difference,
  expectSettled,
  failing,
  listening,
  refreshed,
  updated,
  type Kept,
} from "./resource";
import { ask, deployByHand, deploymentInputs, deploymentsOf, keyOf, trafficOf } from "./serving";

describe("OnlineDeployment rolls out on local Azure", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let place: Place;
  let endpoint: string;
  let [good, better, broken] = ["", "", ""];
  before(async () => {
    place = await makePlace(local());
    await grantRoles(place);
    good = await makeModel(place, "1");
    better = await makeModel(place, "2");
    broken = await makeModel(place, "3", "broken");
  });
  beforeEach(async () => {
    endpoint = await makeEndpoint(place);
  });
  afterEach(() => place.delete(endpoint));

  const nameOf = ({ state }: Kept): string => String(state.deploymentName);
  const fault = (what: unknown, path: string, times = 1) =>
    local().admin("POST", "/admin/faults", { path, do: what, times });
  const onlyLive = async (kept: Kept): Promise<void> => {
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [nameOf(kept)]: 100 });
    expect(await deploymentsOf(place, endpoint)).to.deep.equal([nameOf(kept)]);
  };

  it("deploys, asks, gives it the traffic, and changes nothing the second time", async () => {
    const inputs = deploymentInputs(endpoint, good);
    const { result: kept, lines } = await listening(() => created(inputs));
    expect(nameOf(kept)).to.match(/^demo-[0-9a-f]{8}$/);
    expect(kept.state.traffic).to.deep.equal({ [nameOf(kept)]: 100 });
    expect(kept.state.scoringUri).to.match(/^https:.*\/score$/);
    expect(lines.some((line) => line.startsWith(`'${nameOf(kept)}' answered: `))).to.equal(true);
    expect((await place.get(endpoint)).tags).to.deep.equal({ team: "chat" });
    await onlyLive(kept);
    await expectSettled(kept, inputs);
    await expectSettled((await refreshed(kept)) ?? kept, inputs);
    expect(await created(inputs)).to.deep.equal(kept);
    expect(await ask(place, endpoint, await keyOf(place, endpoint))).to.deep.equal({
      status: 200,
      deployment: nameOf(kept),
    });
  });

  it("keeps answering from A to B and back to A, in real order and time", async () => {
    const a = await created(deploymentInputs(endpoint, good));
    await local().admin("POST", "/admin/clock", { latency: 1 });
    const key = await keyOf(place, endpoint);
    const seen = new Map<string, number>();
    const loop = new AbortController();
    const asking = (async () => {
      while (!loop.signal.aborted) {
        const { status, deployment } = await ask(place, endpoint, key);
        const answer = `${status} ${deployment ?? "nobody"}`;
        seen.set(answer, (seen.get(answer) ?? 0) + 1);
      }
    })();
    const b = await updated(a, deploymentInputs(endpoint, better));
    const again = await updated(b, deploymentInputs(endpoint, good));
    loop.abort();
    await asking;
    expect(nameOf(again)).to.equal(nameOf(a));
    expect([...seen.keys()].sort()).to.deep.equal(
      [nameOf(a), nameOf(b)].map((name) => `200 ${name}`).sort(),
    );
    await onlyLive(again);
  });

  it("leaves A live when B cannot start, with both containers' logs, and deletes B", async () => {
    const a = await created(deploymentInputs(endpoint, good));
    const { error } = await failing(() => updated(a, deploymentInputs(endpoint, broken)));
    expect(error.message)
      .to.match(/^deployment 'demo-\w+' is not fit to serve: .*container has crashed/)
      .and.to.match(/--- storage initializer \(download of the model\) ---\n.*Download/s)
      .and.to.match(/--- inference server ---\n.*Worker failed to boot/s)
      .and.to.match(/\nwhat was live stays live; 'demo-\w+' is deleted again$/);
    expect(error.stack).to.equal("");
    await onlyLive(a);
    await expectSettled(a, deploymentInputs(endpoint, good));
  });

  it("leaves A live when B fails its question; keepFailed keeps B, and going back deletes it", async () => {
    const a = await created(deploymentInputs(endpoint, good));
    await fault({ status: 500 }, "/score$", 100);
    const inputs = deploymentInputs(endpoint, better, { keepFailed: true });
    const { error } = await failing(() => updated(a, inputs));
    expect(error.message)
      .to.match(/^deployment '(demo-\w+)' is not fit to serve: /)
      .and.to.match(/\nwhat was live stays live; '.*' is kept and bills \(serving\.keepFailed\)$/);
    const b = /'(demo-\w+)'/.exec(error.message)?.[1] ?? "";
    await local().admin("DELETE", "/admin/faults");
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [nameOf(a)]: 100 });
    expect(await deploymentsOf(place, endpoint)).to.deep.equal([nameOf(a), b].sort());
    const back = deploymentInputs(endpoint, good);
    expect((await difference(a, back)).lines).to.deep.equal([
      `deployment '${b}' of this stack is not the wanted one: it will be deleted`,
    ]);
    await onlyLive(await updated(a, back));
  });

  it("fails and cleans up when the first deployment fails, and works the next time", async () => {
    await fault(
      {
        deploymentFailure: {
          code: "OutOfMemory",
          message: "The node ran out of memory.",
          logs: ["Killed"],
        },
      },
      "/deployments/demo-",
    );
    const inputs = deploymentInputs(endpoint, good);
    const { error } = await failing(() => created(inputs));
    expect(error.message).to.match(/OutOfMemory: The node ran out of memory/);
    expect(error.message).to.match(/--- inference server ---\n.*Killed/);
    expect(await deploymentsOf(place, endpoint)).to.deep.equal([]);
    await onlyLive(await created(inputs));
  });

  it("says at once what Azure refuses, with nothing left behind", async () => {
    const { error } = await failing(() =>
      created(deploymentInputs(endpoint, good, { instanceType: "Standard_DS11_v2" })),
    );
    expect(error.message)
      .to.match(/^deployment 'demo-\w+' cannot be made: .*Standard_DS11_v2 is not supported/s)
      .and.to.match(/what was live stays live$/);
    expect(await deploymentsOf(place, endpoint)).to.deep.equal([]);
  });

  it("in place: deletes first, then deploys", async () => {
    const a = await created(deploymentInputs(endpoint, good));
    const { result: b, lines } = await listening(() =>
      updated(a, deploymentInputs(endpoint, better, { rollout: "inPlace" })),
    );
    const order = [`deployment '${nameOf(a)}' is deleted`, `traffic: '${nameOf(b)}' 100 %`];
    expect(lines.filter((line) => order.includes(line))).to.deep.equal(order);
    await onlyLive(b);
  });

  it("keeps what is live while there is no new model, and deploys nothing when there never was one", async () => {
    const { result: none, lines } = await listening(() =>
      created(deploymentInputs(endpoint, null)),
    );
    expect(none.state).to.deep.include({ deploymentName: null, traffic: {} });
    expect(lines).to.deep.equal([
      "no model yet: nothing is deployed; run up again when the job has finished",
    ]);
    await expectSettled(none, deploymentInputs(endpoint, null));
    await expectSettled((await refreshed(none)) ?? none, deploymentInputs(endpoint, null));
    const a = await updated(none, deploymentInputs(endpoint, good));
    const kept = await updated(a, deploymentInputs(endpoint, null));
    expect(nameOf(kept)).to.equal(nameOf(a));
    await onlyLive(a);
  });

  it("deletes its own deployments, takes only their traffic, and leaves another's", async () => {
    await deployByHand(place, endpoint, "foreign", good);
    const kept = await created(deploymentInputs(endpoint, better));
    expect(await deploymentsOf(place, endpoint)).to.deep.equal([nameOf(kept), "foreign"].sort());
    await deleted(kept);
    expect(await deploymentsOf(place, endpoint)).to.deep.equal(["foreign"]);
    expect(await trafficOf(place, endpoint)).to.deep.equal({});
    await deleted(kept);
  });

  it("leaves them to the endpoint's delete when the identity was deleted by hand", async () => {
    const own = await makePlace(local());
    await grantRoles(own);
    const endpointId = await makeEndpoint(own);
    const kept = await created(deploymentInputs(endpointId, await makeModel(own, "1")));
    await own.delete(own.identityId, apiVersions.managedIdentity);
    const { lines } = await listening(() => deleted(kept));
    expect(lines).to.deep.equal([
      "the endpoint's identity is gone: deployments are deleted with the endpoint",
    ]);
    await own.delete(endpointId);
    await deleted(kept);
    expect(await refreshed(kept)).to.equal(undefined);
  });

  for (const mode of ["AADToken", "AMLToken"] as const) {
    it(`asks its question with a token where the endpoint wants ${mode}`, async () => {
      await place.delete(endpoint);
      await makeEndpoint(place, mode);
      await onlyLive(await created(deploymentInputs(endpoint, good)));
    });
  }
});
