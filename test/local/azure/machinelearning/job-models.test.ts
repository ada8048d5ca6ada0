import { expect } from "chai";
import { at, type Json } from "../start";
import { jsonLines, lighthouseRows } from "../trainer/conversations";
import { component, jobBody, ws } from "./bodies";
import {
  makeTunedModel,
  makeWorkspace,
  startWorld,
  submit,
  upload,
  waitForJob,
  type World,
} from "./world";

describe("models that fine-tune jobs of local Azure go on from", function () {
  this.timeout(60_000);
  let world: World;
  let data: { train: string; test: string };
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await makeTunedModel(world);
    const rows = jsonLines(lighthouseRows(20));
    data = {
      train: await upload(world, "more.jsonl", rows),
      test: await upload(world, "more_test.jsonl", rows),
    };
  });
  after(() => world.stop());

  const bodyOn = (model: string, inputs: Record<string, string> = {}) =>
    jobBody(data, inputs, { component, model });
  const run = async (path: string) =>
    (await world.azure.fetch(`/history/v1.0${world.id(ws)}/runs/${path}?api-version=v1.0`)).body;
  const nodeOf = async (job: string) => ((await run(`${job}/children`)).value as Json[])[0];
  /** Loss before the first step: of the model that was given. */
  const firstLoss = async (job: string) => {
    const node = await nodeOf(job);
    const steps = (await run(`${String(node?.runId)}/children`)).value as Json[];
    const path = `/metric/v2.0${world.id(ws)}/runs/${String(steps[3]?.runId)}/full`;
    const metrics = await world.call("POST", `${path}?api-version=v1.0`, {
      metricName: "eval_loss",
    });
    return Number(at(metrics.body.value, 0, "data", "eval_loss"));
  };

  it("are a version or an output of the workspace under each of their names, or the registry's", async () => {
    await submit(world, "fresh", jobBody(data));
    expect(await waitForJob(world, "fresh")).to.equal("Completed");
    const fresh = await firstLoss("fresh");
    const armId = world.id(`${ws}/models/tuned/versions/1`);
    const output = "azureml://jobs/job1/outputs/trained_model";
    for (const [index, uri] of ["azureml:tuned:1", armId, `azureml:${armId}`, output].entries()) {
      const job = `again-${index}`;
      const sent = await submit(world, job, bodyOn(uri));
      expect(sent.status, sent.text).to.equal(201);
      expect(await waitForJob(world, job), uri).to.equal("Completed");
      expect(await firstLoss(job)).to.be.below(fresh - 0.5);
    }
    const { body } = await world.call("GET", "");
    const guid = String(at(body, "properties", "workspaceId"));
    expect(at(await nodeOf("again-0"), "inputs", "mlflow_model_path")).to.deep.equal({
      assetId: `azureml://locations/eastus/workspaces/${guid}/models/tuned/versions/1`,
      type: "MLFlowModel",
    });
  });

  it("are refused when they are not there, or of another type", async () => {
    const refused = async (model: string) => {
      const answer = await submit(world, "never", bodyOn(model));
      expect([answer.status, at(answer.body, "error", "code")]).to.deep.equal([400, "UserError"]);
      return String(at(answer.body, "error", "message"));
    };
    expect(await refused("azureml:tuned:9")).to.contain("Model tuned:9");
    expect(await refused("azureml://jobs/none/outputs/trained_model")).to.contain("names no data");
    const folder = "azureml://datastores/workspaceblobstore/paths/LocalUpload/abc";
    await world.done("PUT", "models/custom/versions/1", {
      properties: { modelType: "custom_model", modelUri: folder },
    });
    expect(await refused("azureml:custom:1")).to.contain("has the type 'custom_model'");
    await world.done("PUT", "models/foreign/versions/1", {
      properties: { modelType: "mlflow_model", modelUri: folder },
    });
    await submit(world, "foreign", bodyOn("azureml:foreign:1"));
    expect(await waitForJob(world, "foreign")).to.equal("Failed");
    expect(JSON.stringify((await run("foreign/details")).error)).to.contain("cannot be loaded");
  });

  it("come by no other input", async () => {
    const answer = await submit(
      world,
      "never",
      bodyOn("azureml:tuned:1", { huggingface_id: "a/b" }),
    );
    expect([answer.status, answer.text.includes("huggingface_id")]).to.deep.equal([501, true]);
  });
});
