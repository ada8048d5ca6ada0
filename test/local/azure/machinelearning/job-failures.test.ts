import { expect } from "chai";
import { at, startLocalAzure, type Json, type LocalAzure } from "../start";
import { jobBody, ws } from "./bodies";
import {
  makeCluster,
  makeWorkspace,
  pass,
  submit,
  upload,
  uploadRows,
  waitForJob,
  worldOf,
  type World,
} from "./world";

describe("fine-tune jobs of local Azure that cannot go on", function () {
  this.timeout(60_000);
  let azure: LocalAzure;
  let world: World;
  let data: { train: string; test: string };
  before(async () => {
    azure = await startLocalAzure();
    world = worldOf(azure);
    await makeWorkspace(world);
    await makeCluster(world);
    data = await uploadRows(world);
  });
  after(() => world.stop());

  const run = async (path: string) =>
    (await azure.fetch(`/history/v1.0${world.id(ws)}/runs/${path}?api-version=v1.0`)).body;
  const failure = async (name: string) =>
    String(at(await run(`${name}/details`), "error", "error", "message"));

  it("fail in the validation when the training file has no rows", async () => {
    for (const [index, content] of ["", "\n", " \n\n  \r\n"].entries()) {
      const train = await upload(world, `empty-${index}.jsonl`, content);
      await submit(world, `empty-${index}`, jobBody({ ...data, train }));
      expect(await waitForJob(world, `empty-${index}`)).to.equal("Failed");
      expect(await failure(`empty-${index}`)).to.match(
        /ft_nlp_common_validation.*train_file_path: the file has no rows/,
      );
    }
  });

  it("fail in the training with numbers that it cannot work with", async () => {
    const wrong: [string, string][] = [
      ["gradient_accumulation_steps", "0"],
      ["gradient_accumulation_steps", "-2"],
      ["logging_steps", "0"],
      ["learning_rate", "-1"],
      ["learning_rate", "Infinity"],
    ];
    for (const [index, [name, value]] of wrong.entries()) {
      await submit(world, `wrong-${index}`, jobBody(data, { [name]: value }));
      expect(await waitForJob(world, `wrong-${index}`), name).to.equal("Failed");
      expect(await failure(`wrong-${index}`)).to.match(
        new RegExp(`chat_completion_finetune.*${name} has to be`),
      );
    }
  });

  it("end their training when they are canceled", async () => {
    // more than a test would wait for
    await submit(world, "endless", jobBody(data, { num_train_epochs: "100000000" }));
    const tuning = async () => {
      const [node] = (await run("endless/children")).value as Json[];
      return ((await run(`${String(node?.runId)}/children`)).value as Json[])[3]?.status;
    };
    while ((await tuning()) !== "Running") await new Promise((resolve) => setTimeout(resolve, 10));
    let reads = 0;
    const { blobs } = azure.cloud;
    const get = blobs.get.bind(blobs);
    blobs.get = (...args) => {
      reads += 1;
      return get(...args);
    };
    await world.done("POST", "jobs/endless/cancel");
    expect(await waitForJob(world, "endless")).to.equal("Canceled");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const soon = reads;
    await new Promise((resolve) => setTimeout(resolve, 300));
    blobs.get = get;
    expect(reads).to.equal(soon);
  });

  it("end as failed, with the error in the log, when local Azure itself cannot go on", async () => {
    const { blobs } = azure.cloud;
    const put = blobs.put.bind(blobs);
    const told = console.error;
    blobs.put = (...args) =>
      args[2].includes("pytorch_model_folder")
        ? Promise.reject(new Error("no space left on device"))
        : put(...args);
    console.error = () => undefined;
    try {
      await submit(world, "full", jobBody(data));
      let status = "";
      for (let left = 100; left > 0 && status !== "Failed"; left -= 1) {
        await pass(world, 150);
        status = String(at((await world.call("GET", "jobs/full")).body, "properties", "status"));
      }
      expect(status).to.equal("Failed");
    } finally {
      blobs.put = put;
      console.error = told;
    }
    expect(await failure("full")).to.contain("no space left on device");
    const [node] = (await run("full/children")).value as Json[];
    const step = ((await run(`${String(node?.runId)}/children`)).value as Json[])[3];
    const files = at(await run(`${String(step?.runId)}/details`), "logFiles");
    const log = String(at(files, "user_logs/std_log.txt"));
    expect((await azure.fetch(log, { token: null })).text).to.contain("no space left on device");
  });
});
