import { expect } from "chai";
import { at } from "../start";
import { deploymentBody, endpointBody, jobBody, ws } from "./bodies";
import {
  makeCluster,
  makeWorkspace,
  registryPath,
  startWorld,
  submit,
  uploadRows,
  version,
  waitForJob,
  type World,
} from "./world";

const dataPlane = "api-version=2021-10-01-dataplanepreview";

describe("the tutorial on local Azure, over raw HTTP", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it("makes a workspace with its datastores", async () => {
    await makeWorkspace(world);
    const { body } = await world.call("GET", `${ws}?${version}`);
    expect(at(body, "properties", "provisioningState")).to.equal("Succeeded");
    const id = String(at(body, "properties", "workspaceId"));
    const store = await world.call("GET", "datastores/workspaceblobstore");
    expect(store.body.properties).to.include({
      accountName: "mlstore01",
      containerName: `azureml-blobstore-${id}`,
      datastoreType: "AzureBlob",
    });
    const discovered = await world.azure.fetch(String(at(body, "properties", "discoveryUrl")), {
      token: null,
    });
    expect(discovered.body.api).to.equal(world.azure.url);
  });

  it("finds the base model and the component in the registry", async () => {
    const found = await world.azure.fetch(
      "/registrymanagement/v1.0/registries/azureml/discovery?api-version=v1.0",
    );
    const base = `${String(found.body.primaryRegionResourceProviderUri).replace(/\/$/, "")}${registryPath}/subscriptions/${String(found.body.subscriptionId)}/resourceGroups/${String(found.body.resourceGroup)}/providers/Microsoft.MachineLearningServices/registries/azureml`;
    const latest = `versions?${dataPlane}&$orderBy=createdtime%20desc&$top=1`;
    const list = async (path: string) =>
      (await world.azure.fetch(`${base}/${path}`)).body.value as unknown[];
    expect(at((await list(`models/Phi-4/${latest}`))[0], "name")).to.equal("8");
    const [component] = await list(`components/chat_completion_pipeline/${latest}`);
    expect(at(component, "properties", "componentSpec", "inputs", "optim", "default")).to.equal(
      "adamw_torch",
    );
    // archived versions are not shown unless they are asked for
    expect(await list(`models/Phi-3-mini-4k-instruct/${latest}`)).to.deep.equal([]);
    const all = await list(`models/Phi-3-mini-4k-instruct/${latest}&listViewType=All`);
    expect(at(all[0], "name")).to.equal("15");
  });

  it("trains, with losses that fall", async () => {
    await makeCluster(world);
    const data = await uploadRows(world);
    expect((await submit(world, "job1", jobBody(data))).status).to.equal(201);
    expect(await waitForJob(world, "job1")).to.equal("Completed");

    const { body } = await world.call("GET", `${ws}?${version}`);
    const mlflow = `${String(at(body, "properties", "mlFlowTrackingUri")).replace("azureml:", "https:")}/api/2.0/mlflow`;
    const get = async (path: string) => (await world.azure.fetch(`${mlflow}${path}`)).body;
    const experiment = await get("/experiments/get-by-name?experiment_name=chat_completion_Phi-4");
    const runs = await world.call("POST", `${mlflow}/runs/search?`, {
      experiment_ids: [at(experiment, "experiment", "experiment_id")],
      filter: "tags.mlflow.rootRunId='job1'",
      max_results: 1000,
    });
    const found = runs.body.runs as unknown[];
    expect(found).to.have.length(7);
    const metricsOf = (run: unknown) => at(run, "data", "metrics") as { key: string }[];
    const trained = found.filter((run) => metricsOf(run).some(({ key }) => key === "epoch"));
    expect(trained).to.have.length(1);
    const run = String(at(trained[0], "info", "run_id"));
    const history = await get(`/metrics/get-history?run_id=${run}&metric_key=eval_loss`);
    const losses = (history.metrics as { value: number }[]).map(({ value }) => value);
    expect(losses).to.have.length(3);
    expect(losses.at(-1)).to.be.below((losses[0] ?? 0) / 2);
  });

  it("shows the steps and their logs in the run history", async () => {
    const runs = `/history/v1.0${world.id(ws)}/runs`;
    const children = async (run: string) =>
      (await world.azure.fetch(`${runs}/${run}/children?api-version=v1.0`)).body.value as unknown[];
    const [node] = await children("job1");
    const steps = await children(String(at(node, "runId")));
    expect(steps.map((step) => at(step, "name"))).to.deep.equal([
      "ft_nlp_common_validation",
      "chat_completion_model_import",
      "chat_completion_datapreprocess",
      "chat_completion_finetune",
      "ft_nlp_model_converter",
    ]);
    const details = await world.azure.fetch(
      `${runs}/${String(at(steps[3], "runId"))}/details?api-version=v1.0`,
    );
    const log = String(at(details.body, "logFiles", "user_logs/std_log.txt"));
    expect((await world.azure.fetch(log, { token: null })).text).to.match(/"eval_loss":/);
  });

  it("registers, deploys, answers about the data, and is deleted", async () => {
    await world.done("PUT", "models/tuned/versions/1", {
      properties: {
        modelType: "mlflow_model",
        modelUri: "azureml://jobs/job1/outputs/trained_model",
      },
    });
    await world.done("PUT", "onlineEndpoints/chat-1", endpointBody());
    await world.done("PUT", "onlineEndpoints/chat-1/deployments/demo", deploymentBody(world.id));
    await world.done("PUT", "onlineEndpoints/chat-1", endpointBody({}, { demo: 100 }));
    const endpoint = (await world.call("GET", "onlineEndpoints/chat-1")).body;
    expect(at(endpoint, "properties", "traffic")).to.deep.equal({ demo: 100 });
    const keys = (await world.call("POST", "onlineEndpoints/chat-1/listKeys")).body;
    const messages = [{ role: "user", content: "How does a keeper clean the gallery?" }];
    const answer = await world.azure.fetch(String(at(endpoint, "properties", "scoringUri")), {
      method: "POST",
      token: String(keys.primaryKey),
      body: {
        input_data: {
          input_string: [messages],
          parameters: { temperature: 0.6, top_p: 0.9, do_sample: true, max_new_tokens: 200 },
        },
        params: {},
      },
    });
    expect(answer.status, answer.text).to.equal(200);
    expect(answer.body.output).to.match(/keeper|lighthouse/);
    const bill = await world.azure.admin("GET", "/admin/bill");
    expect(bill.body.perHour).to.be.above(3.6);
    await world.done("DELETE", "onlineEndpoints/chat-1");
    await world.done("DELETE", "computes/gpu?underlyingResourceAction=Delete");
    await world.done("DELETE", `${ws}?forceToPurge=true&${version}`);
    expect((await world.call("GET", `${ws}?${version}`)).status).to.equal(404);
    const after = await world.azure.admin("GET", "/admin/bill");
    expect(at(after.body, "lines")).to.satisfy((lines: { meter: string; running: boolean }[]) =>
      lines.every(({ meter, running }) => !running || !/node|instance/.test(meter)),
    );
  });
});
