import { expect } from "chai";
import { AzureError } from "../../azure/errors";
import type { Jobs } from "../../azure/jobs";
import { azureView } from "../../engine/azure-view";

const object = { urn: "urn:x", type: "t", id: "/sub/workspaces/ws", apiVersion: "2025-12-01" };

/** Azure that answers with these provisioning states, one per question; undefined is 404. */
function look(states: readonly (string | undefined | null)[]) {
  const lines: string[] = [];
  const left = [...states];
  const find = <T>() => {
    const state = left.shift();
    const body = state === null ? {} : { properties: { provisioningState: state } };
    return Promise.resolve(state === undefined ? undefined : (body as T));
  };
  let now = 0;
  const sleep = (seconds: number) => {
    now += seconds * 1000;
    return Promise.resolve();
  };
  const azure = { subscriptionId: "sub", arm: { find }, jobs: { list: () => Promise.resolve([]) } };
  const view = azureView(azure, (line) => lines.push(line), { now: () => now, sleep });
  return { found: view.look(object), lines, left };
}

describe("azureView", () => {
  it("waits while Azure works, and tells each state once", async () => {
    const { found, lines, left } = look(["Accepted", "Creating", "Creating", "Succeeded", "extra"]);
    expect(await found).to.equal("made");
    expect(lines).to.deep.equal(["workspaces/ws: Accepted", "workspaces/ws: Creating"]);
    expect(left).to.deep.equal(["extra"]);
  });

  const cases: [string, (string | undefined | null)[], string][] = [
    ["nothing there", [undefined], "absent"],
    ["a delete that ends", ["Deleting", undefined], "absent"],
    ["a create that fails", ["Creating", "Failed"], "failed"],
    ["a type without states", [null], "made"],
  ];
  for (const [title, states, result] of cases) {
    it(`calls ${title} '${result}'`, async () => {
      expect(await look(states).found).to.equal(result);
    });
  }

  const jobsOf = (list: Jobs["list"]) =>
    azureView(
      { subscriptionId: "sub", arm: { find: () => Promise.resolve(undefined) }, jobs: { list } },
      () => undefined,
    ).runningJobs("/ws");
  const answer = (status: number) => {
    const request = { method: "GET", url: "https://host/ws/jobs" };
    return new AzureError({ status, code: "ResourceNotFound", message: "gone", request });
  };

  it("knows no running job of a workspace that is gone, and passes on every other error", async () => {
    expect(await jobsOf(() => Promise.reject(answer(404)))).to.deep.equal([]);
    const refused = await jobsOf(() => Promise.reject(answer(403))).catch((e: unknown) => e);
    expect(refused).to.have.property("status", 403);
  });
});
