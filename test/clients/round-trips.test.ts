import { expect } from "chai";
import { at, type Json } from "../local/azure/client";
import {
  cluster,
  clusterBody,
  deploymentBody,
  endpointBody,
  ws,
} from "../local/azure/machinelearning/bodies";
import {
  makeTunedModel,
  makeWorkspace,
  startWorld,
  type World,
} from "../local/azure/machinelearning/world";

const chat = "onlineEndpoints/chat-2";
const question = [{ role: "user", content: "hi" }];

/** What Microsoft's SDKs do with an answer: they send it back, follow it, or read what it names. */
describe("what azure-ai-ml reads and sends back", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await makeTunedModel(world);
  });
  after(() => world.stop());

  const history = async (rest: string, body?: Json) =>
    world.azure.fetch(rest.replace("{ws}", world.id(ws)), {
      method: body ? "POST" : "GET",
      ...(body ? { body } : {}),
    });

  it("writes the tier of a cluster as 'Lowpriority'", async () => {
    const body = clusterBody() as { properties: { properties: Json } };
    const properties = { ...body.properties.properties, vmPriority: "Lowpriority" };
    await world.done("PUT", "computes/cheap", {
      ...body,
      properties: { ...body.properties, properties },
    });
    const cheap = await world.call("GET", "computes/cheap");
    expect(at(cheap.body, "properties", "properties", "vmPriority")).to.equal("LowPriority");
  });

  it("archives a job by a PUT of what GET answered, in another order", async () => {
    const { properties } = (await world.call("GET", "jobs/job1")).body as { properties: Json };
    const entries = Object.entries(properties).reverse();
    const job = { ...Object.fromEntries(entries), isArchived: true };
    const archived = await world.call("PUT", "jobs/job1", { properties: job });
    expect(archived.status, archived.text).to.equal(200);
    expect((await world.call("GET", "jobs")).body.value).to.deep.equal([]);
    const renamed = await world.call("PUT", "jobs/job1", {
      properties: { ...job, experimentName: "another" },
    });
    expect(renamed.status).to.equal(400);
    await world.done("PUT", "jobs/job1", { properties });
  });

  it("gets a step as a job without properties, which sends it to run history", async () => {
    const { body } = await history("/history/v1.0{ws}/runs/job1/children?api-version=v1.0");
    const step = String(at(body, "value", 0, "runId"));
    const { train_file_path: file, mlflow_model_path: model } = at(
      body,
      ...["value", 0, "inputs"],
    ) as Record<string, Json>;
    expect([file?.type, model?.type]).to.deep.equal(["UriFile", "MLFlowModel"]);
    const answer = await world.call("GET", `jobs/${step}`);
    expect(answer.body).to.include({ name: step, properties: null });
  });

  it("asks data planes with a version in the query, and without in older releases", async () => {
    for (const query of ["", "?api-version=v1.0"]) {
      const paths = [
        "/registrymanagement/v1.0/registries/azureml/discovery",
        "/history/v1.0{ws}/runs/job1/details",
        "/history/v1.0{ws}/runs/job1/children",
      ];
      for (const path of paths)
        expect((await history(path + query)).status, path + query).to.equal(200);
    }
  });

  it("downloads a job's logs from the artifact store", async () => {
    const { value } = (await world.call("GET", "datastores")).body as { value: Json[] };
    expect(value.map(({ name }) => name)).to.have.members([
      ...["workspaceblobstore", "workspacefilestore"],
      ...["workspaceartifactstore", "workspaceworkingdirectory"],
    ]);
    const store = await world.call("GET", "datastores/workspaceartifactstore");
    const secrets = await world.call("POST", "datastores/workspaceartifactstore/listSecrets", {
      expirableSecret: true,
    });
    const container = String(at(store.body, "properties", "containerName"));
    const log = `/mlstore01/${container}/ExperimentRun/dcid.job1/logs/azureml/executionlogs.txt`;
    const blob = await world.azure.fetch(`${log}?${String(secrets.body.sasToken)}`, {
      token: null,
    });
    expect(blob.text).to.contain("chat_completion_finetune");
  });

  it("finds a model that a job left on a datastore", async () => {
    const version = await world.call("GET", "models/tuned/versions/1");
    const { modelUri, jobName } = version.body.properties as Json;
    expect(jobName).to.equal("job1");
    expect(modelUri).to.match(
      /^azureml:\/\/subscriptions\/[^/]+\/resourcegroups\/rg\/workspaces\/ws1\/datastores\/workspaceblobstore\/paths\/azureml\/job1\/trained_model$/,
    );
    // the version is changed by a PUT of either form
    for (const uri of [modelUri, "azureml://jobs/job1/outputs/trained_model"]) {
      const again = await world.call("PUT", "models/tuned/versions/1", {
        properties: { modelType: "mlflow_model", modelUri: uri, tags: { a: "b" } },
      });
      expect(again.status, again.text).to.equal(200);
      expect(at(again.body, "properties", "jobName")).to.equal("job1");
    }
    const containers = await world.call("GET", "models");
    expect(at(containers.body, "value", 0, "systemData", "createdAt")).to.be.a("string");
    const run = await history("/history/v1.0{ws}/rundata?api-version=v1.0", { runId: "job1" });
    const asset = String(at(run.body, "runMetadata", "outputs", "trained_model", "assetId"));
    const places = await history("/modelregistry/v1.0{ws}/models/batchGetResolvedUris", {
      values: [asset],
    });
    expect(at(places.body, "values", asset, "path")).to.equal(modelUri);
  });

  it("mirrors traffic within the limits of the service", async () => {
    await world.done("PUT", chat, endpointBody());
    for (const name of ["blue", "green"])
      await world.done("PUT", `${chat}/deployments/${name}`, deploymentBody(world.id));
    const mirror = async (traffic: Json, mirrorTraffic: Json) => {
      const body = { ...endpointBody(), properties: { authMode: "key", traffic, mirrorTraffic } };
      return (await world.call("PUT", chat, body)).status;
    };
    expect(await mirror({ blue: 100 }, { green: 50 })).to.equal(200);
    expect(await mirror({ blue: 100 }, { green: 51 })).to.equal(400);
    expect(await mirror({ blue: 90, green: 10 }, { green: 10 })).to.equal(400);
    expect(await mirror({}, { green: 10, blue: 10 })).to.equal(400);
    expect(await mirror({ blue: 100 }, {})).to.equal(200);
  });

  it("scores greedily at temperature 0, and cannot sample there", async () => {
    const { scoringUri } = (await world.call("GET", chat)).body.properties as Json;
    const { primaryKey } = (await world.call("POST", `${chat}/listKeys`)).body;
    const score = async (parameters: Json) =>
      world.azure.fetch(String(scoringUri), {
        method: "POST",
        token: String(primaryKey),
        body: { input_data: { input_string: question, parameters } },
      });
    expect((await score({ temperature: 0 })).status).to.equal(200);
    const sampled = await score({ temperature: 0, do_sample: true });
    expect([sampled.status, at(sampled.body, "error", "message")]).to.deep.equal([
      424,
      "ValueError: `temperature` (=0) has to be a strictly positive float.",
    ]);
    await world.done("DELETE", chat);
  });

  it("scores with an Entra token for https://ml.azure.com, whatever the cloud", async () => {
    const endpoint = { ...endpointBody(), properties: { authMode: "aadtoken" } };
    await world.done("PUT", "onlineEndpoints/entra", endpoint);
    const one = deploymentBody(world.id, "tuned/versions/1", { instanceType: cluster });
    await world.done("PUT", "onlineEndpoints/entra/deployments/blue", one);
    const { body } = await world.call("GET", "onlineEndpoints/entra");
    expect(at(body, "properties", "authMode")).to.equal("AADToken");
    const answer = await world.azure.fetch(String(at(body, "properties", "scoringUri")), {
      method: "POST",
      token: await world.azure.token("https://ml.azure.com"),
      headers: { "azureml-model-deployment": "blue" },
      body: { input_data: { input_string: question } },
    });
    expect(answer.status, answer.text).to.equal(200);
  });
});
