import { expect } from "chai";
import { make, type Moment } from "./kill-moments";
import { interruptAt } from "./kills";
import { local } from "./local-command";
import { isAlive, until } from "./processes";
import { sharedStack } from "./stack";

describe("a run that is asked to end while its job runs", function () {
  this.timeout(5 * 60_000);
  const stack = sharedStack("empty");
  const clock = (change: object) => stack().client.admin("POST", "/admin/clock", change);
  const jobs = async () =>
    (await stack().resources()).filter(({ type }) => type.endsWith("/jobs")).map(({ id }) => id);
  // So slow that no case meets the job's end.
  const slow = { latency: 1, speed: 1 };
  const waiting: Moment = { ...make.job, clock: slow };
  const submitting: Moment = { ...make.job, clock: { latency: 1, speed: 60 } };

  const cases: readonly [string, readonly NodeJS.Signals[], Moment][] = [
    ["when its terminal is closed", ["SIGHUP"], submitting],
    ["on the second SIGTERM", ["SIGTERM", "SIGTERM"], waiting],
    ["on the second Ctrl-C", ["SIGINT", "SIGINT"], waiting],
  ];
  for (const [title, signals, moment] of cases) {
    it(`ends ${title}, with all its processes; the job goes on`, async () => {
      const { code, stdout } = await interruptAt(stack(), ["up"], moment, async (run) => {
        await clock(slow);
        for (const [index, signal] of signals.entries()) {
          if (index > 0) await until(() => run.output().includes("terminate immediately"));
          process.kill(run.pid, signal);
        }
        await until(() => !run.family.some(isAlive));
      });
      expect(code).to.not.equal(0);
      expect(stdout).to.include("Ctrl-C twice ends this run, not the job");
      expect(await jobs()).to.have.length(1);
    });
  }

  it("waits for the job's end after one Ctrl-C, and keeps the model", async () => {
    const { code } = await interruptAt(stack(), ["up"], waiting, async (run) => {
      process.kill(run.pid, "SIGINT");
      await until(() => run.output().includes("terminate immediately"));
      expect(isAlive(run.pid)).to.equal(true);
      await clock({ speed: 600, advanceSeconds: 86_400 });
    });
    expect(code).to.not.equal(0);
    expect(stack().names()).to.include("training-model").and.not.include("endpoint-deployment");
    expect(stack().state().pending_operations ?? []).to.deep.equal([]);
  });

  it("has used the same job throughout when it has ended well", async () => {
    await clock({ latency: 0 });
    const { code, stdout, stderr } = await local(stack().files.root, "up");
    expect(code, stdout + stderr).to.equal(0);
    expect(await jobs()).to.have.length(1);
    const preview = await local(stack().files.root, "preview", "--expect-no-changes");
    expect(preview.code, preview.stdout).to.equal(0);
  });
});
