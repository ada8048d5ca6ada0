import { expect } from "chai";
import { at, startLocalAzure, type LocalAzure } from "../start";

const version = "api-version=2024-03-01";
const list = `~/resourceGroups?${version}`;
const group = `~/resourceGroups/rg?${version}`;

describe("admin routes of local Azure", () => {
  let azure: LocalAzure;
  beforeEach(async () => {
    azure = await startLocalAzure();
  });
  afterEach(() => azure.stop());

  const fault = async (body: unknown): Promise<unknown> =>
    (await azure.admin("POST", "/admin/faults", body)).status;

  it("want the admin key", async () => {
    const answer = await azure.fetch("/admin/health", { token: null });
    expect(answer.status).to.equal(401);
    expect((await azure.admin("GET", "/admin/health")).body).to.include({ latency: 0, speed: 60 });
  });

  it("let a request fail as often as asked, after some that pass", async () => {
    const what = { status: 429, code: "TooMany", headers: { "retry-after": "7" } };
    expect(
      await fault({ method: "get", path: "/resourcegroups$", times: 2, skip: 1, do: what }),
    ).to.equal(201);
    const answers = [];
    for (let n = 0; n < 4; n++) answers.push(await azure.fetch(list));
    expect(answers.map(({ status }) => status)).to.eql([200, 429, 429, 200]);
    expect(answers[1]?.headers.get("retry-after")).to.equal("7");
    expect(at(answers[1]?.body, "error", "code")).to.equal("TooMany");
    expect(
      (await azure.fetch(group, { method: "PUT", body: { location: "eastus" } })).status,
    ).to.equal(201);
    expect(at((await azure.admin("GET", "/admin/faults")).body, "faults", 0, "hits")).to.equal(2);
    await azure.admin("DELETE", "/admin/faults");
    expect((await azure.admin("GET", "/admin/faults")).body.faults).to.eql([]);
  });

  it("cut a connection and let a token expire", async () => {
    await fault({ path: "resourceGroups", do: "reset" });
    const error = await azure.fetch(list).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.have.property("code", "ECONNRESET");
    await fault({ path: "resourceGroups", do: "expiredToken" });
    const expired = await azure.fetch(list);
    expect([expired.status, at(expired.body, "error", "code")]).to.eql([
      401,
      "ExpiredAuthenticationToken",
    ]);
    expect((await azure.fetch(list)).status).to.equal(200);
  });

  it("give faults of jobs, deployments and capacity to whom they concern", async () => {
    await fault({ path: "/jobs/j1$", do: { jobFailure: { step: "s", code: "c", message: "m" } } });
    await fault({ path: "/computes/", do: "noCapacity" });
    const { faults } = azure.cloud;
    expect(faults.take("deploymentFailure", "/x/jobs/j1")).to.be.undefined;
    expect(faults.take("jobFailure", "/x/jobs/j2")).to.be.undefined;
    expect(faults.take("jobFailure", "/x/jobs/j1")).to.include({ step: "s", code: "c" });
    expect(faults.take("jobFailure", "/x/jobs/j1")).to.be.undefined;
    expect(faults.take("noCapacity", "/x/computes/c")).to.eql({});
    expect(await fault({ path: "(", do: "reset" })).to.equal(400);
    expect(await fault({ path: "a", do: "explode" })).to.equal(400);
  });

  it("show requests without secrets, and resources with the deleted ones", async () => {
    await azure.fetch(group, {
      method: "PUT",
      body: { location: "eastus", tags: { password: "pw" } },
    });
    const { body, text } = await azure.admin("GET", "/admin/requests?since=1");
    expect(at(body, "requests", 0, "body", "client_secret")).to.equal("[redacted]");
    expect(at(body, "requests", 1)).to.deep.include({
      method: "PUT",
      status: 201,
      query: version,
      body: { location: "eastus", tags: { password: "[redacted]" } },
    });
    expect(text).not.to.contain(azure.connection.clientSecret);
    expect(body.next).to.equal(3);
    const resources = await azure.admin("GET", "/admin/resources");
    expect(at(resources.body, "resources")).to.deep.include({
      id: `/subscriptions/${azure.connection.subscriptionId}/resourceGroups/rg`,
      type: "Microsoft.Resources/resourceGroups",
      state: "Succeeded",
    });
  });

  it("reset everything but the login", async () => {
    await azure.fetch(group, { method: "PUT", body: { location: "eastus" } });
    const before = azure.cloud.clock.now();
    expect((await azure.admin("POST", "/admin/reset")).status).to.equal(204);
    expect((await azure.fetch(group)).status).to.equal(404);
    expect((await azure.fetch(list)).body.value).to.eql([]);
    expect(azure.cloud.clock.now()).to.be.at.least(before);
  });
});
