import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scoreBody } from "../../azure/score-body";
import { signedIn } from "./local-azure";
import type { Signed } from "./local-azure";
import { makeWorkspace } from "./make-workspace";
import { wholeFile } from "./whole-file";

const wait = { deadlineSeconds: 60, intervalSeconds: 0.05 };
const experiment = "chat_completion";

/** Rows of the shape of ultrachat_200k. */
function rows(count: number): string {
  return Array.from({ length: count }, (_, n) => {
    const messages = [
      { role: "user", content: `What is lamp number ${n} made of?` },
      { role: "assistant", content: `Lamp number ${n} is made of blue glass and copper.` },
    ];
    return `${JSON.stringify({ prompt: messages[0]?.content, messages, prompt_id: String(n) })}\n`;
  }).join("");
}

describe("the whole way of the clients on local Azure", function () {
  this.timeout(120_000);
  let signed: Signed;
  let workspace: string;
  let folder: string;
  const uris: Record<string, string> = {};
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "way-"));
    signed = await signedIn();
    workspace = await makeWorkspace(signed);
    for (const [split, count] of [
      ["train", 60],
      ["test", 12],
    ] as const) {
      const path = join(folder, `${split}.jsonl`);
      await writeFile(path, rows(count));
      const target = `LocalUpload/${split}/${split}.jsonl`;
      const blob = await signed.azure.datastores.blobTarget(
        workspace,
        "workspaceblobstore",
        target,
      );
      await blob.upload(path, await wholeFile(path));
      uris[split] = blob.uri;
    }
  });
  after(async () => {
    await signed.stop();
    await rm(folder, { recursive: true });
  });

  async function jobBody(parameters: Record<string, string>): Promise<object> {
    const { registry } = signed.azure;
    const model = await registry.latestModel("azureml", "Phi-3-mini-4k-instruct");
    const component = await registry.latestComponent("azureml", "chat_completion_pipeline");
    const literal = (value: string) => ({ job_input_type: "literal", value });
    const inputs = {
      mlflow_model_path: { job_input_type: "mlflow_model", uri: model.id },
      train_file_path: { job_input_type: "uri_file", uri: uris.train },
      test_file_path: { job_input_type: "uri_file", uri: uris.test },
      ...Object.fromEntries(
        ["model_import", "preprocess", "finetune", "model_evaluation"].map((step) => [
          `compute_${step}`,
          literal("gpu"),
        ]),
      ),
      number_of_gpu_to_use_finetuning: literal("1"),
      ...Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name, literal(value)]),
      ),
    };
    const node = {
      name: component.name,
      type: "pipeline",
      componentId: component.id,
      _source: "REMOTE.REGISTRY",
      inputs,
      outputs: {
        mlflow_model_folder: { type: "literal", value: "${{parent.outputs.trained_model}}" },
      },
    };
    return {
      properties: {
        jobType: "Pipeline",
        displayName: "way",
        experimentName: experiment,
        isArchived: false,
        properties: {},
        tags: { owner: "test" },
        inputs: {},
        jobs: { [component.name]: node },
        outputs: { trained_model: { jobOutputType: "mlflow_model", mode: "ReadWriteMount" } },
        settings: { force_rerun: true, continue_on_step_failure: false, _source: "DSL" },
      },
    };
  }

  it("trains, and shows how", async () => {
    const { jobs, runs, metrics } = signed.azure;
    const submitted = await jobs.put(workspace, "job-1", await jobBody({ num_train_epochs: "2" }));
    expect(submitted.studioUrl).to.contain(`tid=${signed.local.connection.tenantId}`);
    const job = await jobs.wait(workspace, "job-1", wait);
    expect(job).to.include({ status: "Completed", finished: true });
    expect((await jobs.list(workspace, "owner")).map(({ name }) => name)).to.deep.equal(["job-1"]);
    const steps = (await runs.descendants(workspace, "job-1")).map(
      ({ displayName }) => displayName,
    );
    expect(steps).to.include.members(["chat_completion_finetune", "ft_nlp_model_converter"]);
    const run = await metrics.trainingRun(workspace, "job-1", experiment);
    expect(run?.metrics).to.include.keys("epoch", "loss");
    const losses = await metrics.history(workspace, run?.runId ?? "", "loss");
    expect(losses.length).to.be.greaterThan(1);
    expect(losses.at(-1)?.value).to.be.below(losses[0]?.value ?? 0);
  });

  it("tells why a job failed, with the step's log", async () => {
    const { jobs, runs } = signed.azure;
    const failing = {
      step: "chat_completion_finetune",
      code: "CudaOutOfMemory",
      message: "CUDA out of memory.",
    };
    await signed.local.admin("POST", "/admin/faults", { path: ".*", do: { jobFailure: failing } });
    await jobs.put(workspace, "job-2", await jobBody({}));
    expect((await jobs.wait(workspace, "job-2", wait)).status).to.equal("Failed");
    const failure = await runs.failure(workspace, "job-2");
    expect(failure.step).to.equal("chat_completion_finetune");
    expect(`${failure.code} ${failure.message}`).to.contain("CUDA out of memory");
    expect(failure.logTail).to.be.a("string").and.not.to.equal("");
  });

  it("registers, serves, answers, and moves the traffic", async () => {
    const { models, endpoints, scoring } = signed.azure;
    const properties = {
      modelType: "mlflow_model",
      modelUri: "azureml://jobs/job-1/outputs/trained_model",
      isArchived: false,
    };
    const model = await models.put(workspace, "chat", "1", { properties });
    expect((await models.list(workspace, "chat")).map(({ name }) => name)).to.deep.equal(["1"]);
    const id = `${workspace}/onlineEndpoints/lamps-1`;
    await endpoints.put(id, {
      location: "eastus",
      identity: { type: "SystemAssigned" },
      properties: { authMode: "Key", description: "lamps" },
    });
    await endpoints.putDeployment(id, "demo", {
      location: "eastus",
      sku: { name: "Default", capacity: 1 },
      properties: {
        endpointComputeType: "Managed",
        instanceType: "Standard_NC24ads_A100_v4",
        model: model.id,
        livenessProbe: { initialDelay: "PT10M" },
        requestSettings: { requestTimeout: "PT1M30S" },
      },
    });
    const endpoint = await endpoints.setTraffic(id, { demo: 100 });
    expect(endpoint.properties.traffic).to.deep.equal({ demo: 100 });
    await endpoints.patchTags(id, { a: "1" });
    expect((await endpoints.get(id)).properties.traffic).to.deep.equal({ demo: 100 });
    const answer = await scoring.invoke({
      scoringUri: endpoint.properties.scoringUri ?? "",
      token: await endpoints.token(endpoint),
      body: scoreBody([{ role: "user", content: "What is lamp number 3 made of?" }], {
        max_new_tokens: 50,
      }),
      deployment: "demo",
    });
    expect(answer.text).to.match(/lamp|glass|copper/i);
    const logs = await endpoints.getLogs(id, "demo");
    expect(logs.inferenceServer + logs.storageInitializer).not.to.contain("(no log");
    await endpoints.setTraffic(id, {});
    expect(await endpoints.deleteDeployment(id, "demo")).to.be.true;
    expect(await endpoints.delete(id)).to.be.true;
    expect(await endpoints.find(id)).to.equal(undefined);
  });

  it("cancels a job that has ended, and one that is not there, without complaint", async () => {
    await signed.azure.jobs.cancel(workspace, "job-1");
    await signed.azure.jobs.cancel(workspace, "job-none");
  });
});
