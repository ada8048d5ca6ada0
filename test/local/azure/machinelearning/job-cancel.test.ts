import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import type { Json } from "../start";
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

describe("a job of local Azure that is canceled", function () {
  this.timeout(60_000);
  let world: World;
  let data: { train: string; test: string };
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await makeCluster(world);
    data = await uploadRows(world);
    await world.azure.admin("POST", "/admin/clock", { latency: 0, speed: 600 });
  });
  after(() => world.stop());

  const run = async (path: string): Promise<Json[]> => {
    const address = `/history/v1.0${world.id(ws)}/runs/${path}/children?api-version=v1.0`;
    return ((await world.azure.fetch(address)).body.value ?? []) as Json[];
  };
  /** Waits until the last of the steps has ended, which is told in the log before the job's own state changes. */
  const untilLastStep = async (job: string): Promise<void> => {
    const [node] = await run(job);
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      const steps = await run(String(node?.runId));
      if (steps.length > 0 && steps.every(({ status }) => status === "Completed")) return;
    }
  };

  it("ends, whatever it does at that moment", async () => {
    const ends: unknown[] = [];
    for (let at = 0; at < 40; at += 1) {
      const name = `canceled-${at}`;
      await submit(world, name, jobBody(data));
      if (at % 2 === 0) await pause(at);
      else await untilLastStep(name);
      await world.call("POST", `jobs/${name}/cancel`);
      ends.push(await waitForJob(world, name));
    }
    const unfinished = ends.filter((end) => end !== "Canceled" && end !== "Completed");
    expect(unfinished).to.deep.equal([]);
  });
});
