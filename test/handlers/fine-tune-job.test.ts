import { expect } from "chai";
import { handler } from "../../handlers/index";
import { unknownValue } from "../../handlers/unknown";
import { onLocalAzure } from "./on-local-azure";
import { endOf, jobInputs, jobsOf, uploadRows } from "./fine-tuning";
import { makeCluster, makePlace, type Place } from "./place";
import {
  created,
  deleted,
  difference,
  expectSettled,
  failing,
  listening,
  owner,
  updated,
  type Kept,
} from "./resource";

describe("FineTuneJob on local Azure", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let place: Place;
  let data: Kept;
  before(async () => {
    place = await makePlace(local());
    await makeCluster(place);
    data = await uploadRows(place);
  });

  const fault = (what: unknown, path = "/jobs/", times = 1) =>
    local().admin("POST", "/admin/faults", { path, do: what, times });
  const stepFails = (times = 1) =>
    fault(
      {
        jobFailure: {
          step: "chat_completion_finetune",
          code: "UserError",
          message: "CUDA out of memory",
        },
      },
      `${place.workspaceId}/jobs/`,
      times,
    );
  const nameOf = ({ state }: Kept): string => String(state.jobName);

  it("submits once, however often it runs", async () => {
    const inputs = jobInputs(place, data);
    const { result: first, lines } = await listening(() => created(inputs));
    expect(first.id).to.equal(`${place.workspaceId}/jobs/${nameOf(first)}`);
    expect(nameOf(first)).to.match(/^finetune-[0-9a-f]{12}-1$/);
    expect(lines.at(-1)).to.match(/^job 'finetune-.*' submitted: https:/);
    await expectSettled(first, inputs);
    const { result: again, lines: told } = await listening(() => created(inputs));
    expect(again).to.deep.equal(first);
    expect(told.at(-1)).to.match(/is there already \(\w+\): it is not submitted again$/);
    expect(await jobsOf(place)).to.have.length(1);
    expect(await endOf(place, nameOf(first))).to.equal("Completed");
  });

  it("keeps what 'latest' was, until that very setting changes", async () => {
    const inputs = jobInputs(place, data);
    const name = "chat_completion_pipeline";
    const first = await created({ ...inputs, component: { name, version: "0.0.57" } });
    const older = { ...first, state: { ...first.state, component: { name, version: "latest" } } };
    const kept = await updated(older, { ...inputs, numNodes: 1, experiment: "other" });
    expect(kept.state.componentId).to.match(/versions\/0\.0\.57$/);
    const elsewhere = await updated(kept, { ...inputs, model: { name: "Phi-4", version: "8" } });
    expect(elsewhere.state.componentId).to.match(/versions\/0\.0\.57$/);
    const pinned = await updated(kept, { ...inputs, component: { name, version: "0.0.82" } });
    expect(pinned.state.componentId).to.match(/versions\/0\.0\.82$/);
    const latest = await updated(pinned, inputs);
    expect(latest.state.componentId).to.match(/versions\/0\.0\.82$/);
  });

  it("finds an earlier job again when the parameters go back", async () => {
    const [a, b] = [jobInputs(place, data), jobInputs(place, data, { seed: 2 })];
    const first = await created(a);
    await endOf(place, nameOf(first));
    const second = await updated(first, b);
    expect(nameOf(second)).not.to.equal(nameOf(first));
    await endOf(place, nameOf(second));
    const before = await jobsOf(place);
    expect(nameOf(await updated(second, a))).to.equal(nameOf(first));
    expect(await jobsOf(place)).to.deep.equal(before);
  });

  it("makes another job of other rows, and of the same rows elsewhere none", async () => {
    const inputs = jobInputs(place, data);
    const first = await created(inputs);
    await expectSettled(first, { ...inputs, trainUri: "azureml://elsewhere", testUri: "there" });
    const other = await uploadRows(place, 12);
    const news = { ...inputs, trainHash: other.state.hash, trainUri: other.state.uri };
    const { changes, replaces } = await difference(first, news);
    expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: [] });
    const second = await updated(first, news);
    expect(nameOf(second)).not.to.equal(nameOf(first));
  });

  it("announces and makes another attempt after a failure, and says when all are used up", async () => {
    const inputs = jobInputs(place, data, { seed: 11 });
    await stepFails(2);
    const first = await created(inputs);
    expect(await endOf(place, nameOf(first))).to.equal("Failed");
    const { changes, lines } = await difference(first, inputs);
    expect(changes).to.equal(true);
    expect(lines).to.deep.equal([
      `job '${nameOf(first)}' failed: attempt 2 of 2 will be submitted`,
    ]);
    const second = await updated(first, inputs);
    expect(second.state).to.include({ attempt: 2 });
    expect(nameOf(second)).to.equal(nameOf(first).replace(/1$/, "2"));
    expect(await endOf(place, nameOf(second))).to.equal("Failed");
    expect((await difference(second, inputs)).lines).to.deep.equal([
      `job '${nameOf(second)}' failed, as all 2 attempts; change a parameter or raise training.attempts`,
    ]);
    const { error } = await failing(() => updated(second, inputs));
    expect(error.message).to.contain(
      `all 2 attempts at this job have ended without a model: '${nameOf(first)}' (Failed), '${nameOf(second)}' (Failed)`,
    );
    const third = await updated(second, { ...inputs, attempts: 3 });
    expect(third.state).to.include({ attempt: 3 });
  });

  it("says nothing of attempts when other inputs ask for another job", async () => {
    const [good, bad] = [
      jobInputs(place, data, { seed: 13 }),
      jobInputs(place, data, { seed: 14 }),
    ];
    const first = await created(good);
    expect(await endOf(place, nameOf(first))).to.equal("Completed");
    await stepFails();
    const second = await updated(first, bad);
    expect(await endOf(place, nameOf(second))).to.equal("Failed");
    expect((await difference(second, bad)).lines).to.have.length(1);
    const { changes, lines } = await difference(second, good);
    expect({ changes, lines }).to.deep.equal({ changes: true, lines: [] });
    expect(nameOf(await updated(second, good))).to.equal(nameOf(first));
  });

  it("takes a job that was canceled by hand as an attempt", async () => {
    await local().admin("POST", "/admin/clock", { latency: 1 });
    try {
      const inputs = jobInputs(place, data, { seed: 12 });
      const first = await created(inputs);
      await local().fetch(`${first.id}/cancel?api-version=2025-12-01`, { method: "POST" });
      await local().admin("POST", "/admin/clock", { advanceSeconds: 60 });
      expect(await endOf(place, nameOf(first))).to.equal("Canceled");
      expect((await difference(first, inputs)).lines).to.deep.equal([
        `job '${nameOf(first)}' was canceled: attempt 2 of 2 will be submitted`,
      ]);
    } finally {
      await local().admin("POST", "/admin/clock", { latency: 0 });
    }
  });

  it("tells that a job ends when its cluster is replaced", async () => {
    await local().admin("POST", "/admin/clock", { latency: 1 });
    const inputs = jobInputs(place, data, { seed: 15 });
    const first = await created(inputs);
    const replaced = { ...inputs, computeName: unknownValue };
    const { changes, lines } = await difference(first, replaced);
    expect(changes).to.equal(true);
    expect(lines).to.have.length(1);
    const end = /^job 'finetune-\w+-1' is \w+ and ends with its cluster, which is replaced: /;
    expect(lines[0])
      .to.match(end)
      .and.to.match(/: attempt 2 of 2 will be submitted$/);
    expect((await difference(first, { ...replaced, attempts: 1 })).lines[0])
      .to.match(end)
      .and.to.match(/: raise training\.attempts above 1$/);
    await expectSettled(first, inputs);
    await local().admin("POST", "/admin/clock", { latency: 0, advanceSeconds: 3600 });
    expect(await endOf(place, nameOf(first))).to.equal("Completed");
    expect((await difference(first, replaced)).lines).to.deep.equal([]);
  });

  it("cancels its own unfinished job for another one, and no one else's", async () => {
    await local().admin("POST", "/admin/clock", { latency: 1 });
    try {
      const inputs = jobInputs(place, data, { seed: 21 });
      const foreign = await created({
        ...jobInputs(place, data, { seed: 22 }),
        owner: { ...owner, stack: "other" },
      });
      const first = await created(inputs);
      const { result: second, lines } = await listening(() =>
        updated(first, jobInputs(place, data, { seed: 23 })),
      );
      expect(lines).to.contain(`job '${nameOf(first)}' is not wanted any more: it is canceled`);
      await local().admin("POST", "/admin/clock", { advanceSeconds: 60 });
      expect(await endOf(place, nameOf(first))).to.equal("Canceled");
      await deleted(second);
      await local().admin("POST", "/admin/clock", { advanceSeconds: 60 });
      expect(await endOf(place, nameOf(second))).to.equal("Canceled");
      const states = new Map(await jobsOf(place));
      expect(states.get(nameOf(foreign))).not.to.match(/Cancel/);
      await deleted(foreign);
    } finally {
      await local().admin("POST", "/admin/clock", { latency: 0 });
    }
  });

  it("leaves out what the component does not know, and says so; refuses what the user set himself", async () => {
    const { lines } = await listening(() =>
      created(jobInputs(place, data, { seed: 31, brand_new_input: 1 })),
    );
    expect(lines).to.contain("brand_new_input is no input of the component and is left out");
    const { error } = await failing(() =>
      created({
        ...jobInputs(place, data, { seed: "many", warmup_steps: 0.5 }),
        overrides: { brand_new_input: 1 },
      }),
    );
    expect(error.message.split("\n").slice(1).join("\n"))
      .to.contain("'brand_new_input' is not an input of the component; it has: ")
      .and.to.contain("seed 'many' is not a number")
      .and.to.contain("warmup_steps '0.5' is not a whole number");
    expect(error.stack).to.equal("");
  });

  it("refuses a size that the model's publisher does not allow, and a cluster that is not there", async () => {
    await makeCluster(place, "small", "Standard_NC4as_T4_v3");
    const inputs = jobInputs(place, data, { seed: 41 });
    const { error } = await failing(() => created({ ...inputs, computeName: "small" }));
    expect(error.message).to.match(
      /Phi-4\/versions\/\d+' cannot be fine-tuned on 'Standard_NC4as_T4_v3'; its publisher allows: .*Standard_NC24ads_A100_v4.*\. Change cluster\.vmSize$/i,
    );
    const { error: gone } = await failing(() => created({ ...inputs, computeName: "none" }));
    expect(gone.message).to.contain("/computes/none");
  });

  it("is gone when the job is deleted by hand", async () => {
    const inputs = jobInputs(place, data, { seed: 51 });
    const kept = await created(inputs);
    await endOf(place, nameOf(kept));
    await place.delete(kept.id);
    expect((await difference(kept, inputs)).lines).to.deep.equal([
      `job '${nameOf(kept)}' is gone: it will be submitted again`,
    ]);
    expect((await handler.read(kept.id, kept.state)).id).to.equal("");
    await updated(kept, inputs);
    expect(await endOf(place, nameOf(kept))).to.equal("Completed");
  });
});
