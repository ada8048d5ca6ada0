import { expect } from "chai";
import { apiVersions } from "../../catalog/api-versions";
import { handler } from "../../handlers/index";
import { at } from "../local/azure/start";
import { endOf, jobInputs, modelInputs, uploadRows, versionsOf } from "./fine-tuning";
import { onLocalAzure } from "./on-local-azure";
import { grantRoles, makeCluster, makeEndpoint, makePlace, type Place } from "./place";
import {
  created,
  deleted,
  difference,
  expectSettled,
  failing,
  listening,
  owner,
  refreshed,
  updated,
  type Kept,
} from "./resource";

const tags = {
  "azure-finetune-project": owner.project,
  "azure-finetune-stack": owner.stack,
  "azure-finetune-resource": owner.resource,
};

describe("RegisteredModel on local Azure", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let place: Place;
  let data: Kept;
  let done: string;
  before(async () => {
    place = await makePlace(local());
    await makeCluster(place);
    data = await uploadRows(place);
    done = await submit(1);
    expect(await endOf(place, done)).to.equal("Completed");
  });

  const submit = async (seed: number): Promise<string> => {
    const job = await created(jobInputs(place, data, { seed }));
    return String(job.state.jobName);
  };
  /** A job that is running, and stays so. */
  const submitSlow = async (seed: number): Promise<string> => {
    await local().admin("POST", "/admin/clock", { latency: 1 });
    return submit(seed);
  };
  /** Everything happens at once again, the rest of the slow job, too. */
  const letItEnd = async (name: string): Promise<string> => {
    await local().admin("POST", "/admin/clock", { latency: 0, advanceSeconds: 3600 });
    return endOf(place, name);
  };

  it("registers what the job made, with its losses, once", async () => {
    const inputs = modelInputs(place, done);
    const { result: kept, lines } = await listening(() => created(inputs));
    const version = done.split("-")[1];
    expect(kept.state).to.deep.include({
      modelId: `${place.workspaceId}/models/tuned/versions/${version}`,
      version,
      fromJob: done,
    });
    const { first, last } = kept.state.metrics as Record<"first" | "last", Record<string, number>>;
    expect(last.eval_loss).to.be.below(first.eval_loss ?? 0);
    expect(lines).to.include(`model 'tuned' version '${version}' registered`);
    await expectSettled(kept, inputs);
    await expectSettled((await refreshed(kept)) ?? kept, inputs);
    expect(await created(inputs)).to.deep.equal(kept);
    const model = await place.get(String(kept.state.modelId));
    expect(at(model, "properties", "tags")).to.deep.equal(tags);
    expect(at(model, "properties", "jobName")).to.equal(done);
    expect(at(model, "properties", "modelUri")).to.contain(`/azureml/${done}/trained_model`);
  });

  it("waits for a job that runs, and tells its steps", async () => {
    const job = await submitSlow(2);
    const { result: kept, lines } = await listening(() => created(modelInputs(place, job)));
    expect(kept.state.fromJob).to.equal(job);
    expect(lines[0]).to.match(/^waiting for job 'finetune-.*'; Ctrl-C twice ends this run, not/);
    expect(lines).to.include("job Running").and.to.include("job Completed");
    expect(lines).to.include("  chat_completion_finetune: Running");
  });

  it("with wait: false keeps what it has while the job runs, and shows a change when it has ended", async () => {
    const job = await submitSlow(3);
    const inputs = modelInputs(place, job, { wait: false });
    const { result: empty, lines } = await listening(() => created(inputs));
    expect(empty.state).to.deep.include({ modelId: null, version: null, metrics: null });
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^job '.*' is \w+; run up again when it has finished$/);
    await expectSettled(empty, inputs);
    await expectSettled((await refreshed(empty)) ?? empty, inputs);
    expect((await difference(empty, { ...inputs, wait: true })).lines[0]).to.match(
      /^job '.*' is \w+: up waits for it$/,
    );

    const older = await created(modelInputs(place, done));
    const kept = await updated(older, inputs);
    expect(kept.state).to.include({ modelId: older.state.modelId, fromJob: done });
    await expectSettled(kept, inputs);

    expect(await letItEnd(job)).to.equal("Completed");
    const { changes, lines: told } = await difference(kept, inputs);
    expect(changes).to.equal(true);
    expect(told).to.deep.equal([`job '${job}' has finished: its model will be registered`]);
    const after = await updated(kept, inputs);
    expect(after.state).to.include({ fromJob: job, version: job.split("-")[1] });
    await expectSettled(after, inputs);
  });

  it("fails with the step's own error and the end of its log", async () => {
    await local().admin("POST", "/admin/faults", {
      path: `${place.workspaceId}/jobs/`,
      do: {
        jobFailure: {
          step: "chat_completion_finetune",
          code: "UserError",
          message: "CUDA out of memory",
        },
      },
    });
    const job = await submit(4);
    const { error } = await failing(() => created(modelInputs(place, job)));
    const lines = error.message.split("\n");
    expect(lines[0]).to.match(
      /^job '.*' ended as Failed in step 'chat_completion_finetune': .*CUDA out of memory/,
    );
    expect(error.message).to.match(/--- last lines of .*std_log.txt ---\n(.*\n)*.*Traceback/);
    expect(lines.at(-1)).to.match(/^See https:.*; the next up submits another attempt$/);
    const { error: last } = await failing(() => created(modelInputs(place, job, { attempts: 1 })));
    expect(last.message).to.match(
      /; it was attempt 1 of 1: change a parameter or raise training\.attempts$/,
    );
    expect(error.stack).to.equal("");
    const left = await place.local.fetch(
      `${place.workspaceId}/models/tuned/versions/${job.split("-")[1]}?api-version=2025-12-01`,
    );
    expect(left.status).to.equal(404);
  });

  it("says so when the job was canceled", async () => {
    const job = await submitSlow(5);
    await place.local.fetch(`${place.workspaceId}/jobs/${job}/cancel?api-version=2025-12-01`, {
      method: "POST",
    });
    const { error } = await failing(() => created(modelInputs(place, job)));
    expect(error.message).to.match(/^job '.*' was canceled/);
  });

  it("gives up on a job that does not end, and leaves it running", async () => {
    const job = await submitSlow(6);
    await local().admin("POST", "/admin/faults", {
      path: `/computes/gpu`,
      do: "noCapacity",
      times: 1000,
    });
    const waits = { pollSeconds: 30, operationMinutes: 60, trainingMinutes: 5 };
    const { error } = await failing(() => created(modelInputs(place, job, { waits })));
    expect(error.message).to.match(
      /^waited 300 s for the end of job '.*'; last state: \w+; it may/,
    );
    await local().admin("DELETE", "/admin/faults");
    expect(await letItEnd(job)).to.equal("Completed");
  });

  it("registers again what was deleted by hand", async () => {
    const inputs = modelInputs(place, done);
    const kept = await created(inputs);
    const id = String(kept.state.modelId);
    await place.delete(id);
    expect((await difference(kept, inputs)).lines).to.deep.equal([
      `model '${id}' is gone: it will be registered again`,
    ]);
    expect((await handler.read(kept.id, kept.state)).id).to.equal("");
    await updated(kept, inputs);
    expect(at(await place.get(id), "id")).to.equal(id);
  });

  it("keeps so many of its own versions, what is deployed, what is foreign, and all on delete", async () => {
    const inputs = modelInputs(place, done, { name: "pruned", keepModels: 2 });
    const register = (version: string, more: Record<string, string>) =>
      place.put(
        `${place.workspaceId}/models/pruned/versions/${version}`,
        apiVersions.machineLearning,
        {
          properties: {
            modelType: "mlflow_model",
            modelUri: `azureml://jobs/${done}/outputs/trained_model`,
            tags: more,
          },
        },
      );
    await register("1deployed", tags);
    await register("2foreign", {});
    await register("3otherstack", { ...tags, "azure-finetune-stack": "prod" });
    await register("4old", tags);
    await register("5older", tags);
    await register("6kept", tags);
    await grantRoles(place);
    const endpoint = await makeEndpoint(place);
    await place.put(`${endpoint}/deployments/live`, apiVersions.machineLearning, {
      location: place.location,
      sku: { name: "Default", capacity: 1 },
      properties: {
        endpointComputeType: "Managed",
        instanceType: "Standard_NC24ads_A100_v4",
        model: `${place.workspaceId}/models/pruned/versions/1deployed`,
      },
    });
    const { result: kept, lines } = await listening(() => created(inputs));
    const version = String(kept.state.version);
    const rest = ["1deployed", "2foreign", "3otherstack", "6kept", version].sort();
    expect(await versionsOf(place, "pruned")).to.deep.equal(rest);
    expect(lines).to.include("model 'pruned' version '4old' is deleted: training.keepModels is 2");
    await deleted(kept);
    expect(await versionsOf(place, "pruned")).to.deep.equal(rest);
    await place.delete(endpoint);
  });
});
