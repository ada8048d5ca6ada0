import { expect } from "chai";
import { live, unnoticed, withRequests } from "./live-requests";
import { fail, type Request, sharedStack, succeed } from "./stack";

const jobPuts = (requests: readonly Request[]) =>
  requests.filter(({ method, path }) => method === "PUT" && /\/jobs\/[^/]+$/.test(path));
const trafficPuts = (requests: readonly Request[]) =>
  requests.filter(({ method, path }) => method === "PUT" && /\/onlineEndpoints\/[^/]+$/.test(path));

describe("a changed training parameter", function () {
  this.timeout(300_000);
  const stack = sharedStack();
  const onlyA = () => ({ traffic: { [a]: 100 }, deployments: [a] });
  let a = "";
  let b = "";
  const useB = () => {
    stack().configure("training.parameters.learning_rate", 1e-5);
  };
  const useA = () => {
    stack().configure("training.parameters.learning_rate", undefined);
  };

  it("is one update each of job, model and deployment", async () => {
    a = stack().output("deploymentName");
    useB();
    expect((await stack().preview()).steps).to.have.deep.members([
      { op: "update", name: "training-job" },
      { op: "update", name: "training-model" },
      { op: "update", name: "endpoint-deployment" },
    ]);
  });

  it("leaves live what was, with both containers' logs in the error, when the new deployment fails", async () => {
    await stack().fault({
      path: "/deployments/demo-",
      do: {
        deploymentFailure: {
          code: "ResourceNotReady",
          message: "User container has crashed",
          logs: ["Traceback: no weights"],
        },
      },
    });
    let output = "";
    const { refused, byDeployment } = await withRequests(stack(), async () => {
      output = await fail(stack().up());
    });
    expect(refused).to.deep.equal([]);
    expect(Object.keys(byDeployment)).to.deep.equal([a]);
    expect(output).to.include("User container has crashed").and.include("Traceback: no weights");
    expect(output).to.include("storage initializer").and.include("what was live stays live");
    expect(await live(stack())).to.deep.equal(onlyA());
  });

  it("leaves live what was when the new deployment fails its question", async () => {
    const since = await stack().mark();
    await stack().fault({ path: "^/inference/", times: 100, do: { status: 424, message: "no" } });
    const output = await fail(stack().up());
    await stack().client.admin("DELETE", "/admin/faults");
    expect(output).to.include("is not fit to serve");
    expect(await live(stack())).to.deep.equal(onlyA());
    const requests = await stack().requests(since);
    expect(trafficPuts(requests)).to.deep.equal([]);
    expect(jobPuts(requests)).to.deep.equal([]);
  });

  it("goes back without a job, as if nothing had been", async () => {
    const since = await stack().mark();
    useA();
    const { refused, byDeployment } = await withRequests(stack(), () => succeed(stack().up()));
    expect(refused).to.deep.equal([]);
    expect(Object.keys(byDeployment)).to.deep.equal([a]);
    expect(jobPuts(await stack().requests(since))).to.deep.equal([]);
    expect((await stack().preview()).steps).to.deep.equal([]);
  });

  it("is rolled out while the endpoint answers every request", async () => {
    useB();
    const { refused, byDeployment } = await withRequests(stack(), () => succeed(stack().up()));
    b = stack().output("deploymentName");
    expect(refused).to.deep.equal([]);
    expect(Object.keys(byDeployment)).to.include(a).and.not.include("");
    expect(b).to.not.equal(a);
    expect(await live(stack())).to.deep.equal({ traffic: { [b]: 100 }, deployments: [b] });
    expect((await stack().preview()).steps).to.deep.equal([]);
  });

  it("goes back to the first model without a job, and without a refused request", async () => {
    const since = await stack().mark();
    useA();
    await unnoticed(stack(), () => succeed(stack().up()));
    expect(await live(stack())).to.deep.equal(onlyA());
    expect(jobPuts(await stack().requests(since))).to.deep.equal([]);
  });
});
