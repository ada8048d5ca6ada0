import { expect } from "chai";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, type Json } from "../local/azure/client";
import { ws } from "../local/azure/machinelearning/bodies";
import { pythonWith } from "./python-venv";
import { startAzureProcess, type Ended, type StartedAzure } from "./started-azure";
import { makeWorkspace } from "./workspace";

const folder = join("test", "clients", "python");
const minute = 60_000;
const model = "Phi-3-mini-4k-instruct";
const a100 = "Standard_NC24ads_A100_v4";

/** Runs the tutorial's program; `result` is what it wrote at its end. */
async function tutorial(
  azure: StartedAzure,
  ...options: string[]
): Promise<Ended & { result: () => Json; out: string }> {
  const python = await pythonWith(join(folder, "requirements.txt"));
  const out = mkdtempSync(join(azure.folder, "out-"));
  const ended = await azure.runPython(python, [
    join(folder, "tutorial.py"),
    ...["--subscription", azure.connection.subscriptionId, "--group", "rg", "--workspace", "ws1"],
    ...["--data", join("data", "sample"), "--out", out, ...options],
  ]);
  const result = () => {
    expect(ended.code, ended.stdout + ended.stderr).to.equal(0);
    return JSON.parse(readFileSync(join(out, "result.json"), "utf8")) as Json;
  };
  return { ...ended, result, out };
}

/** The last line of a traceback. */
const lastLine = ({ stderr }: Ended): string => stderr.trim().split("\n").at(-1) ?? "";

/** Words of the sample's subject: the base model has none of them. */
const subject = /railway|train|goat|Marrow|Osprin|carriage|station|ticket/i;

describe("Microsoft's Python SDK as of 2024-06-01", function () {
  this.timeout(15 * minute);
  let azure: StartedAzure;
  let result: Json;
  before(async () => {
    azure = await startAzureProcess("--as-of", "2024-06-01");
    await makeWorkspace(azure.client, azure.connection);
    // not all at once: the SDK has to wait, and streams the log of a job that runs
    await azure.client.admin("POST", "/admin/clock", { latency: 1, speed: 600 });
  });
  after(() => azure.stop());

  it("runs the tutorial's program unmodified", async () => {
    const ended = await tutorial(azure);
    result = ended.result();
    expect(at(result, "job", "status")).to.equal("Completed");
    expect(at(result, "job", "displayName")).to.equal(
      `${model}-ultrachat-bs8-cosine-ds2-lora-save_limit1-seqlen-1`,
    );
    expect(at(result, "endpoint", "traffic")).to.deep.equal({ demo: 100 });
    expect(ended.stdout).to.contain("Step chat_completion_finetune is completed");
    const request = JSON.parse(readFileSync(join(ended.out, "sample_score.json"), "utf8")) as Json;
    expect(at(request, "input_data", "input_string", 0, 0, "role")).to.equal("user");
  });

  it("gets an answer about the subject of the training data", () => {
    expect(result.answer).to.match(subject);
  });

  it("leaves a registered model and no endpoint", async () => {
    const version = "api-version=2024-04-01";
    const read = async (path: string) => (await azure.client.fetch(`${path}?${version}`)).body;
    const { properties } = await read(String(at(result, "model", "id")));
    expect(properties).to.include({ modelType: "mlflow_model", isArchived: false });
    expect(at(properties, "description")).to.match(new RegExp(`^${model} fine tuned model`));
    expect((await read(`${ws}/onlineEndpoints`)).value).to.deep.equal([]);
  });

  it("shows experiments, runs and metrics to MLflow's client", async () => {
    const python = await pythonWith(join(folder, "requirements-mlflow.txt"));
    const { body } = await azure.client.fetch(`${ws}?api-version=2024-04-01`);
    const tracking = String(at(body, "properties", "mlFlowTrackingUri"));
    const experiment = `chat_completion_${model}`;
    const ended = await azure.runPython(python, [
      join(folder, "read_runs.py"),
      ...[tracking.replace("azureml:", "https:"), azure.connection.url, experiment],
      String(at(result, "job", "name")),
    ]);
    expect(ended.code, ended.stderr).to.equal(0);
    const { pages, metrics, history, ...rest } = JSON.parse(ended.stdout) as {
      pages: number[][];
      metrics: Record<string, number>;
      history: number[][];
    };
    expect(rest).to.deep.equal({
      experiments: [experiment],
      byId: experiment,
      unknownExperiment: null,
      unknownRun: "RESOURCE_DOES_NOT_EXIST",
      wrongFilter: "INVALID_PARAMETER_VALUE",
      trained: 1,
      status: "FINISHED",
      good: [true],
      bad: 0,
      named: 1,
    });
    // job, node and seven steps, from the last to the first
    expect(pages.map((page) => page.length)).to.deep.equal([4, 4, 1]);
    expect(pages.flat()).to.deep.equal(pages.flat().sort((a, b) => b - a));
    expect(metrics.eval_loss).to.equal(history.at(-1)?.[1]);
    expect(metrics.eval_loss).to.be.below((history[0]?.[1] ?? 0) / 2);
  });
});

describe("Microsoft's Python SDK today", function () {
  this.timeout(15 * minute);
  let azure: StartedAzure;
  before(async () => {
    azure = await startAzureProcess();
    await makeWorkspace(azure.client, azure.connection);
  });
  after(() => azure.stop());

  it("does not find the tutorial's model, which is archived", async () => {
    expect(lastLine(await tutorial(azure))).to.equal(
      `azure.ai.ml.exceptions.ValidationException: Asset ${model} does not exist in registry azureml.`,
    );
  });

  it("refuses the defaults of its last version, which the component does not know", async () => {
    expect(lastLine(await tutorial(azure, "--model-version", "15"))).to.match(
      /UnexpectedKeywordError: .* got an unexpected keyword argument 'learning_rate_min'/,
    );
  });

  it("is told by the service which size of the tutorial is retired", async () => {
    const ended = await tutorial(azure, ...["--model", "Phi-4"], ...["--cluster-size", a100]);
    expect(ended.code).to.equal(1);
    expect(ended.stdout).to.contain("Execution Summary");
    expect(ended.stderr).to.match(/HttpResponseError: .*BadRequest[^]*Standard_NC6s_v3/);
  });

  it("runs on a model and sizes that are offered", async () => {
    const sizes = ["--cluster-size", a100, "--instance-type", a100];
    const ended = await tutorial(azure, "--model", "Phi-4", ...sizes);
    expect(ended.result().answer).to.match(subject);
    expect(ended.stdout).not.to.contain("compute_metrics");
  });
});
