import { expect } from "chai";
import { createJobs } from "../../azure/jobs";
import { FakeAzure, cloud } from "./fake-transport";
import type { Reply } from "./fake-transport";
import { failure } from "./failure";

type Script = ConstructorParameters<typeof FakeAzure>[0];

const workspace =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
const path = `${workspace}/jobs/j`;
const job = (status: string, more = {}): Reply => ({
  body: { id: path, name: "j", properties: { status, ...more } },
});

describe("jobs", () => {
  const make = (script: Script) => {
    const azure = new FakeAzure(script);
    return { azure, jobs: createJobs(azure.arm(), cloud) };
  };

  it("submits with the user's own Azure ML token, bare", async () => {
    const { azure, jobs } = make({ [`PUT ${path}`]: { ...job("Preparing"), status: 201 } });
    const submitted = await jobs.put(workspace, "j", { properties: { jobType: "Pipeline" } });
    expect(submitted).to.include({ name: "j", status: "Preparing", finished: false });
    expect(azure.tokensAsked[0]).to.equal(cloud.mlScope);
    expect(azure.sent[0]?.headers["x-azureml-token"]).to.equal("token-1");
  });

  it("gives the job that is there when the second of two equal submits is refused", async () => {
    const { jobs } = make({
      [`PUT ${path}`]: [{ error: "ECONNRESET" }, { status: 409 }],
      [`GET ${path}`]: job("Queued"),
    });
    expect((await jobs.put(workspace, "j", {})).status).to.equal("Queued");
  });

  it("names the tenant in the studio link", async () => {
    const claims = Buffer.from(JSON.stringify({ tid: "tenant" })).toString("base64url");
    const { azure, jobs } = make({
      [`GET ${path}`]: job("Running", {
        services: { Studio: { endpoint: "https://studio.test/runs/j?wsid=x" } },
      }),
    });
    azure.credential.getToken = () =>
      Promise.resolve({ token: `a.${claims}.b`, expiresOnTimestamp: azure.time + 3_600_000 });
    expect((await jobs.get(workspace, "j")).studioUrl).to.equal(
      "https://studio.test/runs/j?wsid=x&tid=tenant",
    );
  });

  it("waits through NotResponding that passes, with growing pauses", async () => {
    const statuses: string[] = [];
    const { azure, jobs } = make({
      [`GET ${path}`]: ["Queued", "Running", "NotResponding", "Running", "Completed"].map((one) =>
        job(one),
      ),
    });
    const ended = await jobs.wait(workspace, "j", {
      deadlineSeconds: 86_400,
      onState: (one) => statuses.push(one),
    });
    expect(ended.status).to.equal("Completed");
    expect(statuses).to.deep.equal(["Queued", "Running", "NotResponding", "Running", "Completed"]);
    expect(azure.slept[0]).to.equal(2);
  });

  it("counts the grace anew after each recovery", async () => {
    const statuses = [
      "NotResponding",
      "Running",
      "Running",
      "Running",
      "NotResponding",
      "Completed",
    ];
    const { jobs } = make({ [`GET ${path}`]: statuses.map((one) => job(one)) });
    const ended = await jobs.wait(workspace, "j", { deadlineSeconds: 600, graceSeconds: 5 });
    expect(ended.status).to.equal("Completed");
  });

  it("gives up on a job that stays NotResponding for longer than the grace", async () => {
    const { azure, jobs } = make({ [`GET ${path}`]: job("NotResponding") });
    const ended = await jobs.wait(workspace, "j", { deadlineSeconds: 86_400, graceSeconds: 600 });
    expect(ended.status).to.equal("NotResponding");
    expect(azure.slept.reduce((sum, one) => sum + one, 0)).to.be.within(600, 700);
  });

  it("cancels; a job that has ended or is gone is no error, one that goes on is", async () => {
    const refused = { status: 400, body: { error: { code: "UserError", message: "terminal" } } };
    const cancel = `POST ${path}/cancel`;
    await make({ [cancel]: { status: 200 } }).jobs.cancel(workspace, "j");
    await make({ [cancel]: refused, [`GET ${path}`]: job("Completed") }).jobs.cancel(
      workspace,
      "j",
    );
    await make({}).jobs.cancel(workspace, "j");
    const { jobs } = make({ [cancel]: refused, [`GET ${path}`]: job("Running") });
    expect((await failure(jobs.cancel(workspace, "j"))).message).to.contain("terminal");
  });

  it("lists by tag, finds nothing on 404", async () => {
    const { azure, jobs } = make({
      [`GET ${workspace}/jobs`]: {
        body: { value: [{ name: "a", properties: { status: "Running", tags: { t: "1" } } }] },
      },
    });
    const [first] = await jobs.list(workspace, "t");
    expect(first).to.deep.include({ name: "a", id: `${workspace}/jobs/a`, tags: { t: "1" } });
    expect(azure.sent[0]?.query.tag).to.equal("t");
    expect(await jobs.find(workspace, "none")).to.equal(undefined);
  });
});
