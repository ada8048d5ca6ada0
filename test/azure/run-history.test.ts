import { expect } from "chai";
import { createMetrics } from "../../azure/metrics";
import { logName } from "../../azure/run-failure";
import { createRuns } from "../../azure/run-history";
import { createWorkspaces } from "../../azure/workspaces";
import { FakeAzure, cloud } from "./fake-transport";
import type { Reply, Sent } from "./fake-transport";

type Script = ConstructorParameters<typeof FakeAzure>[0];

const workspace =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
const history = `/history/v1.0${workspace}/runs`;
const mlflow = `/mlflow/v1.0${workspace}/api/2.0/mlflow`;
const planes = {
  [`GET ${workspace}`]: {
    body: {
      id: workspace,
      properties: {
        discoveryUrl: "https://region.test/discovery",
        mlFlowTrackingUri: `azureml://region.test/mlflow/v1.0${workspace}?`,
      },
    },
  },
  "GET /discovery": { body: { api: "https://region.test" } },
};
const run = (runId: string, parentRunId: string, status = "Completed") => ({
  runId,
  parentRunId,
  status,
  displayName: `name of ${runId}`,
});
const children = (parent: string, ...runs: object[]): Record<string, Reply> => ({
  [`GET ${history}/${parent}/children`]: { body: { value: runs } },
});

function make(script: Script) {
  const azure = new FakeAzure({ ...planes, ...script });
  const arm = azure.arm();
  const workspaces = createWorkspaces(arm);
  const runs = createRuns(arm, cloud, workspaces);
  return { azure, runs, metrics: createMetrics(arm, cloud, workspaces, runs) };
}

const tree = {
  ...children("job", run("pipe", "job", "Failed")),
  ...children("pipe", run("import", "pipe"), run("train", "pipe", "Failed")),
  ...children("import"),
  ...children("train"),
};

describe("run history", () => {
  it("walks the tree whatever one call lists, all pages", async () => {
    const { azure, runs } = make({
      ...tree,
      [`GET ${history}/job/children`]: ({ query }: Sent): Reply =>
        query.$continuationtoken === "more"
          ? { body: { value: [run("import", "pipe")] } }
          : { body: { value: [run("pipe", "job")], continuationToken: "more" } },
    });
    const found = await runs.descendants(workspace, "job");
    expect(found.map(({ runId }) => runId)).to.deep.equal(["pipe", "import", "train"]);
    expect(azure.calls().filter((call) => call === "GET /discovery")).to.have.length(1);
    expect(azure.sent.find(({ path }) => path === "/discovery")?.headers).not.to.have.property(
      "authorization",
    );
  });

  it("explains a failure with the step's own error and the end of its log", async () => {
    const error = {
      code: "UserError",
      message: "outer",
      innerError: { code: "CudaOutOfMemory" },
      details: [{ message: "inner" }],
    };
    const { azure, runs } = make({
      ...tree,
      [`GET ${history}/train/details`]: {
        body: {
          ...run("train", "pipe", "Failed"),
          error: { error },
          logFiles: {
            "logs/azureml/executionlogs.txt": "https://logs.test/wrong",
            "user_logs/std_log_process_0.txt": "https://logs.test/right?sig=secret",
          },
        },
      },
      "GET /right": { body: "one\ntwo\nsig=secret\nfour\n" },
    });
    expect(await runs.failure(workspace, "job", 3)).to.deep.equal({
      runId: "train",
      step: "name of train",
      code: "CudaOutOfMemory",
      message: "outer\n  inner",
      logName: "user_logs/std_log_process_0.txt",
      logTail: "two\nsig=***\nfour",
    });
    expect(azure.sent.at(-1)?.headers).not.to.have.property("authorization");
  });

  it("explains a job that failed before it had steps", async () => {
    const { runs } = make({
      ...children("job"),
      [`GET ${history}/job/details`]: {
        body: { runId: "job", status: "Failed", error: { error: { message: "no quota" } } },
      },
    });
    expect(await runs.failure(workspace, "job")).to.deep.equal({
      runId: "job",
      code: "Unknown",
      message: "no quota",
    });
  });

  it("prefers what the step itself wrote", () => {
    expect(logName(["system_logs/lifecycler.log", "user_logs/std_log.txt"])).to.equal(
      "user_logs/std_log.txt",
    );
    expect(logName(["a.bin"])).to.equal(undefined);
  });
});

describe("metrics", () => {
  const mlflowRun = (run_id: string, ...keys: string[]): Reply => ({
    body: {
      run: {
        info: { run_id, status: "FINISHED" },
        data: { metrics: keys.map((key) => ({ key, value: 1 })) },
      },
    },
  });
  const byId = (runs: Record<string, Reply>) => ({
    [`GET ${mlflow}/runs/get`]: ({ query }: Sent): Reply =>
      runs[query.run_id ?? ""] ?? { status: 404 },
  });
  const logged = byId({
    job: mlflowRun("job"),
    import: mlflowRun("import", "seconds"),
    train: mlflowRun("train", "epoch", "loss"),
  });

  it("finds the run that trained by what it logged", async () => {
    const { azure, metrics } = make({
      ...logged,
      [`GET ${mlflow}/experiments/get-by-name`]: { body: { experiment: { experiment_id: "7" } } },
      [`POST ${mlflow}/runs/search`]: [
        { body: { runs: [{ info: { run_id: "import" } }], next_page_token: "t" } },
        { body: { runs: [{ info: { run_id: "train" } }] } },
      ],
    });
    expect((await metrics.trainingRun(workspace, "job", "chat"))?.runId).to.equal("train");
    const searches = azure.sent.filter(({ method }) => method === "POST");
    expect(searches[0]?.body).to.deep.equal({
      experiment_ids: ["7"],
      filter: "tags.mlflow.rootRunId='job'",
      max_results: 1000,
    });
    expect(searches[1]?.body).to.include({ page_token: "t" });
  });

  it("takes run history's runs where the search is not served", async () => {
    const { metrics } = make({
      ...tree,
      ...logged,
      ...byId({
        job: mlflowRun("job"),
        pipe: mlflowRun("pipe"),
        import: mlflowRun("import"),
        train: mlflowRun("train", "epoch"),
      }),
    });
    expect((await metrics.trainingRun(workspace, "job", "chat"))?.runId).to.equal("train");
  });

  it("reads a metric's history in steps, all pages", async () => {
    const point = (step: number) => ({ key: "loss", value: 1 / (step + 1), step, timestamp: step });
    const { metrics } = make({
      [`GET ${mlflow}/metrics/get-history`]: ({ query }: Sent): Reply =>
        query.page_token
          ? { body: { metrics: [point(0)] } }
          : { body: { metrics: [point(1)], next_page_token: "t" } },
    });
    const points = await metrics.history(workspace, "train", "loss");
    expect(points.map(({ step }) => step)).to.deep.equal([0, 1]);
    expect(points[1]).to.deep.equal({ value: 0.5, step: 1, timestamp: 1 });
  });
});
