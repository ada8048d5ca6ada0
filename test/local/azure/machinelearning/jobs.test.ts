import { expect } from "chai";
import { at, type Answer, type Json } from "../start";
import { jsonLines, lighthouseRows } from "../trainer/conversations";
import { clusterBody, jobBody, ws } from "./bodies";
import {
  makeCluster,
  makeWorkspace,
  pass,
  startWorld,
  submit,
  upload,
  uploadRows,
  waitForJob,
  type World,
} from "./world";

const code = (answer: Answer): unknown[] => [answer.status, at(answer.body, "error", "code")];
const message = (answer: Answer): string => String(at(answer.body, "error", "message"));

describe("fine-tune jobs of local Azure", function () {
  this.timeout(30_000);
  let world: World;
  let data: { train: string; test: string };
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await makeCluster(world);
    data = await uploadRows(world);
  });
  after(() => world.stop());
  afterEach(async () => {
    await world.azure.admin("POST", "/admin/clock", { latency: 0, speed: 60 });
    await world.azure.admin("DELETE", "/admin/faults");
  });

  const status = async (name: string) =>
    at((await world.call("GET", `jobs/${name}`)).body, "properties", "status");
  const run = async (path: string) =>
    (await world.azure.fetch(`/history/v1.0${world.id(ws)}/runs/${path}?api-version=v1.0`)).body;
  const steps = async (job: string): Promise<Json[]> => {
    const [node] = (await run(`${job}/children`)).value as Json[];
    return (await run(`${String(node?.runId)}/children`)).value as Json[];
  };
  const node = (change: (node: Record<string, unknown>) => Json): Json => {
    const body = structuredClone(jobBody(data)) as { properties: { jobs: Record<string, Json> } };
    const { jobs } = body.properties;
    jobs.chat_completion_pipeline = change({ ...jobs.chat_completion_pipeline });
    return body;
  };

  it("refuse inputs that the component does not have or cannot read", async () => {
    const refusal = async (inputs: Record<string, string>) => {
      const answer = await submit(world, "never", jobBody(data, inputs));
      expect(code(answer)).to.deep.equal([400, "UserError"]);
      return message(answer);
    };
    expect(await refusal({ learning_rate_min: "1" })).to.contain("'learning_rate_min'");
    expect(await refusal({ num_train_epochs: "abc" })).to.contain("an integer");
    expect(await refusal({ num_train_epochs: "0" })).to.contain("at least 1");
    expect(await refusal({ lr_scheduler_type: "bogus" })).to.contain("linear, cosine");
    expect(await refusal({ compute_finetune: "nothing" })).to.contain("Compute 'nothing'");
    expect(await refusal({ train_file_path: "x" })).to.contain("uri_file");
    expect((await world.call("GET", "jobs/never")).status).to.equal(404);
  });

  it("refuse wrong components, dialects, bindings and tokens", async () => {
    const put = (body: Json) => submit(world, "never", body);
    const old = { componentId: "azureml://registries/azureml/components/x/versions/1" };
    expect((await put(node((it) => ({ ...it, ...old })))).status).to.equal(400);
    const camel = { seed: { jobInputType: "literal", value: "1" } };
    const answer = await put(
      node((it) => ({ ...it, inputs: { ...(it.inputs as Json), ...camel } })),
    );
    expect(at(answer.body, "error", "target")).to.contain("inputs.seed.job_input_type");
    const outputs = { mlflow_model_folder: { type: "literal", value: "${{parent.outputs.none}}" } };
    expect((await put(node((it) => ({ ...it, outputs })))).status).to.equal(400);
    const wrong = { "x-azureml-token": await world.azure.token() };
    expect((await world.call("PUT", "jobs/never", jobBody(data), wrong)).status).to.equal(401);
    const other = await put({ properties: { jobType: "Command" } });
    expect(other.status).to.equal(501);
  });

  it("need no token of their own", async () => {
    const answer = await world.call("PUT", "jobs/unsigned", jobBody(data));
    expect(answer.status, answer.text).to.equal(201);
    expect(await waitForJob(world, "unsigned")).to.equal("Completed");
  });

  it("take a second PUT for labels only", async () => {
    const body = jobBody(data) as { properties: Json };
    expect((await submit(world, "twice", body)).status).to.equal(201);
    await waitForJob(world, "twice");
    const again = await submit(world, "twice", body);
    expect([again.status, at(again.body, "properties", "status")]).to.deep.equal([
      200,
      "Completed",
    ]);
    const tagged = { properties: { ...body.properties, tags: { a: "b" } } };
    expect(at((await submit(world, "twice", tagged)).body, "properties", "tags", "a")).to.equal(
      "b",
    );
    const changed = await submit(world, "twice", jobBody(data, { seed: "7" }));
    expect(code(changed)).to.deep.equal([400, "UserError"]);
  });

  it("fail in the step that finds a broken row or no file", async () => {
    const rows = jsonLines(lighthouseRows(20)).split("\n");
    rows[16] = '{"messages": [';
    const broken = await upload(world, "broken.jsonl", rows.join("\n"));
    await submit(world, "broken", jobBody({ train: broken, test: data.test }));
    expect(await waitForJob(world, "broken")).to.equal("Failed");
    const [validation, next] = await steps("broken");
    expect([validation?.status, next?.status]).to.deep.equal(["Failed", "NotStarted"]);
    expect(at((await run("broken/details")).error, "error", "message")).to.match(
      /ft_nlp_common_validation.*train_file_path: line 17/,
    );
    const log = String(
      at(await run(`${String(validation?.runId)}/details`), "logFiles", "user_logs/std_log.txt"),
    );
    expect((await world.azure.fetch(log, { token: null })).text).to.contain("line 17");
    const gone = data.train.replace("train", "gone");
    await submit(world, "gone", jobBody({ train: gone, test: data.test }));
    expect(await waitForJob(world, "gone")).to.equal("Failed");
    expect(JSON.stringify((await run("gone/details")).error)).to.contain("StreamAccess.NotFound");
  });

  it("fail with the error that was asked for", async () => {
    const failure = { step: "chat_completion_finetune", code: "OutOfMemory", message: "CUDA oom" };
    await world.azure.admin("POST", "/admin/faults", {
      path: "jobs/asked",
      do: { jobFailure: failure },
    });
    await submit(world, "asked", jobBody(data));
    expect(await waitForJob(world, "asked")).to.equal("Failed");
    expect((await steps("asked")).map((step) => step.status)).to.deep.equal([
      ...["Completed", "Completed", "Completed", "Failed", "NotStarted"],
    ]);
    await submit(world, "asked-2", jobBody(data));
    expect(await waitForJob(world, "asked-2")).to.equal("Completed");
  });

  it("fail on a size without enough GPUs", async () => {
    await submit(world, "gpus", jobBody(data, { number_of_gpu_to_use_finetuning: "2" }));
    expect(await waitForJob(world, "gpus")).to.equal("Failed");
    await world.done("PUT", "computes/cpu", clusterBody({}, "Standard_DS3_v2"));
    await submit(world, "cpu", jobBody(data, { compute_finetune: "cpu" }));
    expect(await waitForJob(world, "cpu")).to.equal("Failed");
  });

  it("go through their states, show metrics as time passes, and can be canceled", async () => {
    await world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    await submit(world, "slow", jobBody(data));
    expect(await status("slow")).to.equal("NotStarted");
    await pass(world, 15);
    expect(await status("slow")).to.equal("Preparing");
    await pass(world, 60);
    expect(await status("slow")).to.equal("Running");
    // The first step is queued a moment after its job runs.
    const first = async () => (await steps("slow"))[0]?.status;
    for (let left = 20; left > 0 && (await first()) === "NotStarted"; left -= 1)
      await pass(world, 1);
    expect(await first()).to.equal("Queued");
    const tuning = async () => (await steps("slow"))[3];
    for (let left = 60; left > 0 && (await tuning())?.status !== "Running"; left -= 1)
      await pass(world, 30);
    const count = async () => {
      const path = `/metric/v2.0${world.id(ws)}/runs/${String((await tuning())?.runId)}/full`;
      const body = { metricName: "loss" };
      const answer = await world.call("POST", `${path}?api-version=v1.0`, body);
      return (answer.body.value as Json[]).length;
    };
    await pass(world, 60);
    const early = await count();
    await pass(world, 120);
    expect(await count()).to.be.above(early);
    const canceled = await world.call("POST", "jobs/slow/cancel");
    expect([canceled.status, canceled.headers.has("location")]).to.deep.equal([202, true]);
    expect(await status("slow")).to.equal("CancelRequested");
    await pass(world, 60);
    expect(await status("slow")).to.equal("Canceled");
    expect((await steps("slow")).map((step) => step.status)).to.include("Canceled");
    await pass(world, 200);
    const bill = await world.azure.admin("GET", "/admin/bill");
    expect(bill.text).not.to.match(/"meter":"cluster node"[^}]*"running":true/);
    expect((await world.call("DELETE", "jobs/slow")).status).to.equal(204);
  });
});
