import { expect } from "chai";
import { endpointPath, live, unnoticed } from "./live-requests";
import { fail, sharedStack, succeed } from "./stack";

describe("training and serving, each in its time", function () {
  this.timeout(300_000);
  const stack = sharedStack();
  const jobs = (writes: readonly string[]) =>
    writes.filter((write) => write.startsWith("PUT jobs/"));
  /** Nodes come or do not come; a job without nodes is queued. */
  const withoutNodes = () =>
    stack().fault({ path: "/computes/", times: 100_000, do: "noCapacity" });

  it("submits and ends with training.wait false, deleting nothing", async () => {
    const before = await live(stack());
    stack().configure("training.wait", false);
    stack().configure("training.parameters.learning_rate", 2e-5);
    await withoutNodes();
    const since = await stack().mark();
    const output = await succeed(stack().up());
    expect(output).to.match(/job 'finetune-\w+-1' is \w+; run up again when it has finished/);
    const writes = await stack().writes(since);
    expect(jobs(writes)).to.have.length(1);
    expect(writes.filter((write) => write.startsWith("DELETE"))).to.deep.equal([]);
    expect(await live(stack())).to.deep.equal(before);
    expect((await stack().preview()).steps, "while the job runs").to.deep.equal([]);
    stack().configure("cluster.vmSize", "Standard_NC48ads_A100_v4");
    const { updated, replaced } = await stack().preview();
    expect(replaced).to.deep.equal(["cluster", "cluster-purge"]);
    expect(updated).to.deep.equal(["endpoint-deployment", "training-job", "training-model"]);
    stack().configure("cluster.vmSize", undefined);
  });

  it("goes on in a later up, once the job has finished", async () => {
    await stack().client.admin("DELETE", "/admin/faults");
    await stack().jobEnds();
    const { updated, output } = await stack().preview();
    expect(updated).to.deep.equal(["endpoint-deployment", "training-model"]);
    expect(output).to.include("has finished: its model will be registered");
    const since = await stack().mark();
    await unnoticed(stack(), () => succeed(stack().up()));
    expect(jobs(await stack().writes(since))).to.deep.equal([]);
    expect((await stack().preview()).steps).to.deep.equal([]);
    stack().configure("training.wait", undefined);
  });

  it("fails with the error and the log of the job's step, and submits attempt 2 then", async () => {
    stack().configure("training.parameters.learning_rate", 3e-5);
    await stack().fault({
      path: "/jobs/",
      do: {
        jobFailure: {
          step: "chat_completion_finetune",
          code: "UserError",
          message: "CUDA out of memory",
        },
      },
    });
    const before = await live(stack());
    let output = "";
    await unnoticed(stack(), async () => {
      output = await fail(stack().up());
    });
    expect(output).to.match(
      /job 'finetune-\w+-1' ended as Failed in step 'chat_completion_finetune'/,
    );
    expect(output).to.include("CUDA out of memory").and.include("last lines of");
    expect(await live(stack())).to.deep.equal(before);

    const plan = await stack().preview();
    expect(plan.updated).to.deep.equal(["endpoint-deployment", "training-job", "training-model"]);
    expect(plan.output).to.match(/job 'finetune-\w+-1' failed: attempt 2 of 3 will be submitted/);
    const since = await stack().mark();
    await succeed(stack().up());
    const [put, ...others] = jobs(await stack().writes(since));
    expect(put).to.match(/-2$/);
    expect(others).to.deep.equal([]);
    expect(stack().output("jobName")).to.match(/-2$/);
  });

  it("deletes deployment and endpoint with serving.enabled false, and keeps the model", async () => {
    const endpoint = endpointPath(stack());
    const model = stack().output("modelVersion");
    stack().configure("serving.enabled", false);
    const { deleted, replaced, updated } = await stack().preview();
    expect(deleted).to.deep.equal(["endpoint", "endpoint", "endpoint-deployment"]);
    expect([replaced, updated]).to.deep.equal([[], []]);
    await succeed(stack().up());
    expect((await stack().workspace(endpoint)).status).to.equal(404);
    const versions = `/models/${stack().output("modelName")}/versions/${model}`;
    expect((await stack().workspace(versions)).status).to.equal(200);
  });

  it("serves the same model again without a job", async () => {
    stack().configure("serving.enabled", undefined);
    const since = await stack().mark();
    await succeed(stack().up());
    expect(jobs(await stack().writes(since))).to.deep.equal([]);
    const name = stack().output("deploymentName");
    expect(await live(stack())).to.deep.equal({ traffic: { [name]: 100 }, deployments: [name] });
  });
});
