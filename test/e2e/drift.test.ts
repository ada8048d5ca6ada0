import { appendFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checkout } from "../../engine/cli-cache";
import { endpointPath, live, unnoticed } from "./live-requests";
import { sharedStack, succeed, type TestStack } from "./stack";

/** Sets the endpoint's traffic as somebody does in the studio. */
async function setTraffic(stack: TestStack, traffic: object): Promise<void> {
  const { body } = await stack.workspace(endpointPath(stack));
  const { location, kind, identity, properties } = body as Record<string, object>;
  const answer = await stack.workspace(endpointPath(stack), "PUT", {
    ...{ location, kind, identity, tags: body.tags },
    properties: { ...properties, traffic },
  });
  expect(answer.status, answer.text).to.be.lessThan(300);
  await stack.client.finish(answer);
}

describe("what differs", function () {
  this.timeout(300_000);
  const stack = sharedStack();
  let name = "";
  const wanted = () => ({ traffic: { [name]: 100 }, deployments: [name] });
  before(() => {
    name = stack().output("deploymentName");
  });

  it("after a refresh is nothing; it takes no live traffic away", async () => {
    const since = await stack().mark();
    await unnoticed(stack(), async () => {
      await succeed(stack().refresh());
      await succeed(stack().up("--expect-no-changes"));
    });
    expect(await stack().writes(since)).to.deep.equal([]);
  });

  it("in the traffic shows in preview, and up mends it", async () => {
    await setTraffic(stack(), {});
    const { updated, steps, output } = await stack().preview();
    expect(steps).to.deep.equal([{ op: "update", name: "endpoint-deployment" }]);
    expect(updated).to.deep.equal(["endpoint-deployment"]);
    expect(output).to.include(`traffic is off: it will be '${name}' 100 %`);
    await succeed(stack().up());
    expect(await live(stack())).to.deep.equal(wanted());
  });

  it("by a deployment deleted by hand shows in preview, and up mends it, after a refresh too", async () => {
    for (const refresh of [false, true]) {
      await setTraffic(stack(), {});
      const path = `${endpointPath(stack())}/deployments/${name}`;
      await stack().client.finish(await stack().workspace(path, "DELETE"));
      expect(await live(stack())).to.deep.equal({ traffic: {}, deployments: [] });
      if (refresh) await succeed(stack().refresh());
      const { steps, output } = await stack().preview();
      expect(steps).to.deep.equal([
        { op: refresh ? "create" : "update", name: "endpoint-deployment" },
      ]);
      if (!refresh) expect(output).to.include(`deployment '${name}' is not there`);
      await succeed(stack().up());
      expect(await live(stack())).to.deep.equal(wanted());
    }
  });

  it("by a tag of the configuration is set everywhere while requests go on", async () => {
    stack().configure("tags.team", "osprin");
    const { replaced, created, deleted, updated } = await stack().preview();
    expect([created, deleted]).to.deep.equal([[], []]);
    expect(updated).to.include.members(["workspace", "cluster", "endpoint-deployment"]);
    // azure-native's preview of an update does not know that the identity's principal stays.
    expect(replaced.filter((one) => !one.startsWith("identity-"))).to.deep.equal([]);
    const since = await stack().mark();
    await unnoticed(stack(), () => succeed(stack().up()));
    const writes = await stack().writes(since);
    expect(writes.filter((write) => write.startsWith("DELETE"))).to.deep.equal([]);
    expect(await live(stack())).to.deep.equal(wanted());
    const { body } = await stack().workspace(endpointPath(stack()));
    expect(body.tags).to.include({ team: "osprin" });
    await unnoticed(stack(), async () => {
      await succeed(stack().refresh());
      await succeed(stack().up("--expect-no-changes"));
    });
  });

  it("by the path of the same rows is nothing", async () => {
    const copy = join(stack().files.root, "rows.jsonl");
    cpSync(join(checkout, "data", "sample", "train_sft.jsonl"), copy);
    stack().configure("data.train", copy);
    const since = await stack().mark();
    expect((await stack().preview()).steps).to.deep.equal([]);
    await succeed(stack().up("--expect-no-changes"));
    expect(await stack().writes(since)).to.deep.equal([]);
  });

  it("by a row is a new upload, job, model and deployment", async () => {
    const messages = [
      { role: "user", content: "Who sweeps the platform of the Osprin Railway?" },
      { role: "assistant", content: "Everybody who waits there, says the sign." },
    ];
    const row = { prompt: "Who sweeps?", prompt_id: "0".repeat(64), messages };
    appendFileSync(join(stack().files.root, "rows.jsonl"), `${JSON.stringify(row)}\n`);
    const { updated, replaced } = await stack().preview();
    expect(replaced).to.deep.equal([]);
    expect(updated).to.deep.equal(
      ["endpoint-deployment", "training-job", "training-model", "training-train-data"].sort(),
    );
    const since = await stack().mark();
    await unnoticed(stack(), () => succeed(stack().up()));
    const writes = await stack().writes(since);
    expect(writes.filter((write) => write.includes("rows.jsonl"))).to.have.length.greaterThan(0);
    expect(writes.filter((write) => write.startsWith("PUT jobs/"))).to.have.length(1);
    expect(stack().output("deploymentName")).to.not.equal(name);
  });
});
