import { expect } from "chai";
import { at, type Json } from "../start";
import { clusterBody, deploymentBody, endpointBody, jobBody } from "./bodies";
import { makeWorkspace, startWorld, submit, uploadRows, waitForJob, type World } from "./world";

const assets = {
  model: "azureml://registries/azureml/models/Phi-3-mini-4k-instruct/versions/7",
  component: "azureml://registries/azureml/components/chat_completion_pipeline/versions/0.0.57",
};

describe("local Azure as of 2024-06-01", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld({ asOf: "2024-06-01" });
    await makeWorkspace(world);
  });
  after(() => world.stop());

  it("runs the tutorial on the sizes and assets of its time", async () => {
    await world.done("PUT", "computes/gpu", clusterBody({ maxNodeCount: 2 }, "Standard_ND40rs_v2"));
    const data = await uploadRows(world);
    const gpus = { number_of_gpu_to_use_finetuning: "8" };
    const today = await submit(world, "job1", jobBody(data, gpus));
    expect(at(today.body, "error", "message")).to.contain("0.0.82");
    const then = await submit(world, "job1", jobBody(data, gpus, assets));
    expect(then.status, then.text).to.equal(201);
    expect(await waitForJob(world, "job1")).to.equal("Completed");
    await world.done("PUT", "models/tuned/versions/1", {
      properties: {
        modelType: "mlflow_model",
        modelUri: "azureml://jobs/job1/outputs/trained_model",
      },
    });
    await world.done("PUT", "onlineEndpoints/chat-1", endpointBody());
    const cookbook = deploymentBody(world.id, undefined, { instanceType: "Standard_NC6s_v3" });
    await world.done("PUT", "onlineEndpoints/chat-1/deployments/demo", cookbook);
    const path = "~/providers/Microsoft.MachineLearningServices/locations/eastus/usages";
    const usages = (await world.call("GET", path)).body.value as Json[];
    const ncv3 = usages.find((line) => String(at(line, "name", "value")).includes("NCSv3"));
    // one instance and one more for upgrades
    expect(ncv3?.currentValue).to.equal(12);
  });

  it("ends with an evaluation", async () => {
    const list = await world.call("GET", "jobs");
    expect(at(list.body.value, 0, "properties", "status")).to.equal("Completed");
    const search = `/mlflow/v1.0${world.id("~/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws1")}/api/2.0/mlflow`;
    const found = await world.azure.fetch(
      `${search}/experiments/get-by-name?experiment_name=chat_completion_Phi-4`,
    );
    const runs = await world.call("POST", `${search}/runs/search`, {
      experiment_ids: [at(found.body, "experiment", "experiment_id")],
      filter: "tags.mlflow.rootRunId='job1'",
    });
    expect(runs.text).to.contain('"key":"perplexity"');
  });
});
