import { expect } from "chai";
import { at, type Json } from "../start";
import { jobBody } from "./bodies";
import {
  makeCluster,
  makeWorkspace,
  startWorld,
  submit,
  uploadRows,
  waitForJob,
  type World,
} from "./world";

describe("named outputs of fine-tune jobs of local Azure", function () {
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

  const bodyWith = (output: Json, nodeOutput: Json = {}): Json => {
    const body = structuredClone(jobBody(data)) as {
      properties: { outputs: Record<string, Json>; jobs: Record<string, { outputs: Json }> };
    };
    const { outputs, jobs } = body.properties;
    outputs.trained_model = { ...outputs.trained_model, ...output };
    const node = jobs.chat_completion_pipeline;
    if (node)
      node.outputs = {
        mlflow_model_folder: { ...(node.outputs.mlflow_model_folder as Json), ...nodeOutput },
      };
    return body;
  };
  const complete = async (job: string, body: Json) => {
    const sent = await submit(world, job, body);
    expect(sent.status, sent.text).to.equal(201);
    expect((await world.call("GET", `models/${job}`)).status).to.equal(404);
    expect(await waitForJob(world, job)).to.equal("Completed");
  };
  const version = async (path: string) => {
    const { body, status, text } = await world.call("GET", `models/${path}`);
    expect(status, text).to.equal(200);
    return body;
  };

  it("are registered when the job is completed", async () => {
    await complete("outm", bodyWith({ assetName: "outm", assetVersion: "3" }));
    const made = await version("outm/versions/3");
    expect(made.properties).to.include({ modelType: "mlflow_model", jobName: "outm" });
    expect(at(made, "systemData", "createdAt")).to.be.a("string");
    const same = {
      properties: { modelType: "mlflow_model", modelUri: at(made, "properties", "modelUri") },
    };
    expect((await world.call("PUT", "models/outm/versions/3", same)).status).to.equal(200);
    expect((await world.call("PUT", "models/copy/versions/1", same)).status).to.equal(201);
  });

  it("get the next version when none is given, by the node's name too", async () => {
    await submit(world, "next", bodyWith({ assetName: "outm" }));
    expect(await waitForJob(world, "next")).to.equal("Completed");
    expect((await version("outm/versions/4")).properties).to.include({ jobName: "next" });
    await complete("of-node", bodyWith({}, { name: "of-node", version: "9" }));
    expect((await version("of-node/versions/9")).properties).to.include({ jobName: "of-node" });
  });

  it("are refused where local Azure does not know what comes of them", async () => {
    const status = async (body: Json) => (await submit(world, "never", body)).status;
    expect(await status(bodyWith({ assetName: "outm", assetVersion: "3" }))).to.equal(501);
    expect(await status(bodyWith({ assetName: "a b" }))).to.equal(400);
    const other = bodyWith({}) as { properties: { outputs: Record<string, Json> } };
    other.properties.outputs.more = { jobOutputType: "mlflow_model", assetName: "more" };
    expect(await status(other)).to.equal(501);
  });

  it("are not registered when the job fails", async () => {
    const failure = { step: "ft_nlp_model_converter", code: "Broken", message: "no" };
    const fault = { path: "jobs/failing", do: { jobFailure: failure } };
    await world.azure.admin("POST", "/admin/faults", fault);
    await submit(world, "failing", bodyWith({ assetName: "failing" }));
    expect(await waitForJob(world, "failing")).to.equal("Failed");
    expect((await world.call("GET", "models/failing")).status).to.equal(404);
  });
});
