import { expect } from "chai";
import type { Job } from "../../../azure/jobs";
import { readMetrics } from "../../../scripts/metrics/read-metrics";
import { showMetrics } from "../../../scripts/metrics/show-metrics";

type Clients = Parameters<typeof readMetrics>[0];

const workspace =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/ws";
const job: Job = {
  id: `${workspace}/jobs/finetune-1`,
  name: "finetune-1",
  status: "Completed",
  finished: true,
  displayName: "Phi-bs1",
  experimentName: "chat",
  studioUrl: "https://studio/runs/finetune-1",
  tags: {},
  properties: {},
};
const never = () => Promise.reject(new Error("not asked for"));
const points: Record<string, [number, number][]> = {
  train_loss: [[20, 2.5]],
  loss: [
    [10, 3],
    [20, 2],
  ],
  eval_loss: [
    [0, 4],
    [20, Math.log(2)],
  ],
};

/** A workspace with one job of one pipeline of two steps, the second of which trained. */
function clients(found: Partial<Job> = {}): Clients {
  const run = { runId: "finetune-1", status: "FINISHED", metrics: {}, params: {}, tags: {} };
  const last = { loss: 2, eval_loss: Math.log(2), train_loss: 2.5, epoch: 1 };
  const trained = { ...run, runId: "r3", metrics: last };
  const parts = { jobs: {}, runs: {}, metrics: {} } as Clients;
  return {
    ...parts,
    jobs: {
      ...parts.jobs,
      find: (_, name) => Promise.resolve(name === job.name ? { ...job, ...found } : undefined),
      list: () => Promise.resolve([job]),
    },
    runs: {
      ...parts.runs,
      failure:
        found.status === "Failed"
          ? () =>
              Promise.resolve({
                runId: "r3",
                step: "finetune",
                code: "Oom",
                message: "no memory",
                logName: "std_log.txt",
                logTail: "line 1\nline 2",
              })
          : never,
      descendants: () =>
        Promise.resolve([
          {
            runId: "r1",
            displayName: "pipeline",
            status: "Completed",
            runType: "azureml.PipelineRun",
          },
          {
            runId: "r2",
            displayName: "import",
            status: "Completed",
            runType: "azureml.StepRun",
            startTimeUtc: "2026-01-01T10:00:00Z",
            endTimeUtc: "2026-01-01T10:02:05Z",
          },
          {
            runId: "r3",
            displayName: "finetune",
            status: "Running",
            runType: "azureml.StepRun",
            startTimeUtc: "2026-01-01T10:02:05Z",
          },
        ]),
    },
    metrics: {
      runs: () => Promise.resolve([run, trained]),
      trainingRun: () => Promise.resolve(found.status === "Queued" ? undefined : trained),
      history: (_, runId, metric) =>
        Promise.resolve(
          runId === "r3"
            ? (points[metric] ?? []).map(([step, value]) => ({ step, value, timestamp: 0 }))
            : [],
        ),
    },
  };
}

describe("metrics of a job", () => {
  it("are those of its steps, and the losses of the one that trained, evaluation first", async () => {
    const { steps, losses } = await readMetrics(clients(), workspace, "finetune-1");
    expect(steps.map(({ name, seconds }) => [name, seconds])).to.deep.equal([
      ["import", 125],
      ["finetune", undefined],
    ]);
    expect(steps[1]?.metrics).to.have.property("epoch", 1);
    expect(losses.map(({ metric }) => metric)).to.deep.equal(["eval_loss", "loss", "train_loss"]);
    expect(losses[0]).to.deep.include({ first: 4, expFirst: Math.exp(4), last: Math.log(2) });
    expect(losses[0]?.expLast).to.be.closeTo(2, 1e-12);
    expect(losses[1]?.points).to.deep.equal([
      { step: 10, value: 3 },
      { step: 20, value: 2 },
    ]);
  });

  it("are shown as a table", async () => {
    const lines = showMetrics(await readMetrics(clients(), workspace, "finetune-1"));
    expect(lines).to.deep.equal([
      "Job finetune-1: Completed",
      "  Phi-bs1",
      "  https://studio/runs/finetune-1",
      "",
      "Step      Status     Time       Logged",
      "import    Completed  2 min 5 s",
      "finetune  Running               loss 2, eval_loss 0.6931, train_loss 2.5, epoch 1",
      "",
      "Loss, as logged  first  last    exp(first)  exp(last)  over the steps",
      "eval_loss        4      0.6931  54.6        2          █▁ 0 to 20",
      "loss             3      2       20.09       7.389      █▁ 10 to 20",
      "train_loss       2.5    2.5     12.18       12.18      ▁ 20",
    ]);
  });

  it("say why a job failed, and that a young one has none yet", async () => {
    const failed = showMetrics(
      await readMetrics(clients({ status: "Failed" }), workspace, "finetune-1"),
    );
    expect(failed.slice(-3)).to.deep.equal([
      "Failed in step finetune: Oom: no memory",
      "--- last lines of std_log.txt ---",
      "line 1\nline 2",
    ]);
    const young = await readMetrics(
      clients({ status: "Queued", finished: false }),
      workspace,
      "finetune-1",
    );
    expect(showMetrics(young).at(-1)).to.match(/no loss yet/);
  });

  it("are refused for a job that is not there, with those that are", async () => {
    const error = await readMetrics(clients(), workspace, "finetune-9").then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error)
      .to.be.an("error")
      .with.property("message", "workspace 'ws' has no job 'finetune-9'; there are 'finetune-1'");
  });
});
