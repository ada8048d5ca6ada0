import { expect } from "chai";
import { ownerTag } from "../../catalog/owner-tag";
import { findGuards } from "../../engine/guards";
import type { PlannedStep } from "../../engine/orphans";

const workspace = "/subscriptions/sub/resourceGroups/rg/providers/M/workspaces/ws";
const owner = { project: "p", stack: "dev", resource: "job" };
const ours = {
  [ownerTag.project]: "p",
  [ownerTag.stack]: "dev",
  [ownerTag.resource]: "job",
};

function planned(type: string, inputs: object, op = "create"): PlannedStep {
  return { op, newState: { urn: type, type: `pulumi-nodejs:dynamic/x:${type}`, inputs } };
}
const purge = planned("Purge", { targetId: workspace });
const job = planned("FineTuneJob", { workspaceId: workspace, owner });

/** URNs of the guards, with the workspace in the state and jobs with these tags running in it. */
async function find(steps: readonly PlannedStep[], running: Record<string, string>[] = []) {
  const resources = [{ urn: "urn:ws", type: "t", id: workspace.toUpperCase() }];
  const guards = await findGuards(steps, { version: 3, deployment: { resources } }, () =>
    Promise.resolve({
      subscriptionId: "sub",
      look: () => Promise.reject(new Error("not needed")),
      tags: () => Promise.reject(new Error("not needed")),
      runningJobs: () => Promise.resolve(running),
    }),
  );
  return guards.map(({ urn }) => urn);
}

describe("findGuards", () => {
  it("finds the purge of what is in the state, in any case of its id", async () => {
    expect(await find([purge])).to.deep.equal(["Purge"]);
    expect(await find([planned("Purge", { targetId: `${workspace}2` })])).to.be.empty;
    expect(await find([planned("Purge", {})])).to.be.empty;
  });

  it("finds the resource of this stack's job while that runs, so that no job is submitted", async () => {
    expect(await find([job], [ours])).to.deep.equal(["FineTuneJob"]);
    expect(await find([job])).to.be.empty;
    expect(await find([job], [{ ...ours, [ownerTag.stack]: "prod" }])).to.be.empty;
    expect(await find([job], [{ ...ours, [ownerTag.resource]: "other" }])).to.be.empty;
  });

  it("takes only what is about to be created", async () => {
    expect(await find([planned("Purge", { targetId: workspace }, "update")])).to.be.empty;
    expect(await find([planned("DataUpload", { workspaceId: workspace, owner })], [ours])).to.be
      .empty;
  });
});
