import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { at, type Json } from "../local/azure/client";
import { live } from "./live-requests";
import { sharedStack, succeed } from "./stack";

describe("a keyless stack, from nothing", function () {
  this.timeout(600_000);
  const stack = sharedStack("empty");
  const uploads = async (since: number) =>
    (await stack().requests(since)).filter(({ path }) => path.includes("/LocalUpload/"));

  /** Time passes slowly until storage has refused or taken an upload: a role needs two minutes, a workspace less. */
  const whileSlow = async <T>(act: () => Promise<T>): Promise<T> => {
    const clock = (change: object) => stack().client.admin("POST", "/admin/clock", change);
    await clock({ latency: 1, speed: 3 });
    const acting = act();
    const end = new AbortController();
    const stop = () => {
      end.abort();
    };
    acting.then(stop, stop);
    while (!end.signal.aborted && (await uploads(0)).length === 0) await pause(200);
    await clock({ speed: 600 });
    return acting;
  };

  it("uploads by the caller's token while its role spreads, trains and serves", async () => {
    stack().configure("workspace.datastoreAuth", "identity");
    const output = await succeed(whileSlow(() => stack().up()));
    expect(output).to.match(/training-\w+-data: a role is not effective yet; trying again/);
    const sent = await uploads(0);
    expect(sent.some(({ status }) => status === 403)).to.equal(true);
    expect(sent.filter(({ method, status }) => method === "PUT" && status < 300)).to.have.length(4);
    const name = stack().output("deploymentName");
    expect(await live(stack())).to.deep.equal({ traffic: { [name]: 100 }, deployments: [name] });
  });

  it("has no account key, and asked for none", async () => {
    const requests = await stack().requests();
    expect(
      requests.filter(({ path }) => /listSecrets|storageAccounts\/[^/]+\/listKeys/i.test(path)),
    ).to.deep.equal([]);
    expect((await uploads(0)).filter(({ query = "" }) => query.includes("sig="))).to.deep.equal([]);
    const account = requests.find(
      ({ method, path }) => method === "PUT" && /storageAccounts\/[^/]+$/i.test(path),
    );
    expect(at(account?.body, "properties", "allowSharedKeyAccess")).to.equal(false);
  });

  it("can be followed from the data to the job", async () => {
    const { body } = await stack().workspace(`/jobs/${stack().output("jobName")}`);
    const [node] = Object.values(at(body, "properties", "jobs") as Json);
    for (const role of ["train", "test"]) {
      const id = String(at(node, "inputs", `${role}_file_path`, "uri"));
      const path = id.replace(stack().output("workspaceId"), "");
      expect(path).to.match(new RegExp(`^/data/azure-finetune-${role}/versions/[0-9a-f]{16}$`));
      const { properties } = (await stack().workspace(path)).body;
      expect(at(properties, "dataUri")).to.contain(`/LocalUpload/${path.split("/").at(-1) ?? ""}`);
    }
  });

  it("has nothing to do afterwards, and sends no data", async () => {
    const since = await stack().mark();
    expect((await stack().preview()).steps).to.deep.equal([]);
    expect((await uploads(since)).map(({ method }) => method)).to.not.include("PUT");
  });
});
