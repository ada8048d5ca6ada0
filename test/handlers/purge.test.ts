import { expect } from "chai";
import { apiVersions } from "../../catalog/api-versions";
import { ownerTag } from "../../catalog/owner-tag";
import { handler } from "../../handlers/index";
import { at } from "../local/azure/start";
import { endOf, jobInputs, uploadRows } from "./fine-tuning";
import { onLocalAzure } from "./on-local-azure";
import { makeCluster, makeEndpoint, makePlace, makeWorkspace, type Place } from "./place";
import {
  created,
  deleted,
  difference,
  expectSettled,
  failing,
  inputsOf,
  listening,
  owner,
  refreshed,
} from "./resource";

const { machineLearning, keyVault, operationalInsights } = apiVersions;

describe("Purge on local Azure", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let place: Place;
  beforeEach(async () => {
    place = await makePlace(local());
  });

  const purge = (target: string, targetId: string, more = {}) =>
    inputsOf("purge", { target, targetId, location: place.location, purge: true, ...more });
  const own = { [ownerTag.project]: owner.project, [ownerTag.stack]: owner.stack };
  const statusOf = async (id: string, apiVersion: string = machineLearning): Promise<number> =>
    (await local().fetch(`${id}?api-version=${apiVersion}`)).status;
  /** What is softly deleted. */
  const softlyDeleted = async (): Promise<string[]> => {
    const { body } = await local().admin("GET", "/admin/resources");
    const list = (body.resources ?? body.value) as { id: string; deleted?: boolean }[];
    return list.filter((one) => one.deleted).map(({ id }) => id);
  };
  const tag = async (id: string): Promise<void> => {
    const { status, text } = await local().fetch(`${id}?api-version=${machineLearning}`, {
      method: "PATCH",
      body: { tags: own },
    });
    expect(status, text).to.be.below(300);
  };

  it("is nothing but a promise: no call to Azure, no drift, no change by refresh", async () => {
    const inputs = purge("workspace", place.workspaceId);
    const { body } = await local().admin("GET", "/admin/requests");
    const kept = await created(inputs);
    await expectSettled(kept, inputs);
    await expectSettled((await refreshed(kept)) ?? kept, inputs);
    const { body: after } = await local().admin(
      "GET",
      `/admin/requests?since=${String(body.next)}`,
    );
    expect(after.requests).to.deep.equal([]);
    const off = { ...inputs, purge: false };
    expect(await difference(kept, off)).to.deep.equal({ changes: true, replaces: [], lines: [] });
    const moved = { ...inputs, targetId: `${place.workspaceId}x` };
    expect((await difference(kept, moved)).replaces).to.deep.equal(["targetId"]);
  });

  it("deletes a workspace for good, and then finds nothing", async () => {
    const kept = await created(purge("workspace", place.workspaceId));
    await deleted(kept);
    expect(await statusOf(place.workspaceId)).to.equal(404);
    expect(await softlyDeleted()).not.to.include(place.workspaceId);
    await makeWorkspace(place);
    await place.delete(`${place.workspaceId}?forceToPurge=true`);
    await deleted(kept);
  });

  it("refuses while the workspace holds what the stack made, and names it", async () => {
    await makeCluster(place);
    const endpoint = await makeEndpoint(place);
    await tag(endpoint);
    const kept = await created(purge("workspace", place.workspaceId));
    const { error } = await failing(() => deleted(kept));
    expect(error.message).to.equal(
      `'${place.workspaceId}' still holds '${endpoint}' of this stack; delete these first: run destroy again`,
    );
    expect(String(error)).to.equal("thing failed");
    await place.delete(endpoint);
    await deleted(kept);
    expect(await statusOf(place.workspaceId)).to.equal(404);
  });

  it("cancels a job of the stack that nobody else knows of, then deletes the cluster with its nodes", async () => {
    const cluster = await makeCluster(place);
    const data = await uploadRows(place);
    await local().admin("POST", "/admin/clock", { latency: 1, speed: 1000 });
    const job = await created(jobInputs(place, data));
    const kept = await created(purge("compute", cluster));
    await deleted(kept);
    expect(await endOf(place, String(job.state.jobName))).to.equal("Canceled");
    expect(await statusOf(cluster)).to.equal(404);
    await deleted(kept);
  });

  it("deletes a cluster right after its job was canceled", async () => {
    const cluster = await makeCluster(place);
    const data = await uploadRows(place);
    await local().admin("POST", "/admin/clock", { latency: 1 });
    const job = await created(jobInputs(place, data));
    await deleted(job);
    await deleted(await created(purge("compute", cluster)));
    expect(await statusOf(cluster)).to.equal(404);
  });

  it("frees the name of a workspace that is deleted, and leaves one that is in use", async () => {
    const kept = await created(purge("workspaceName", place.workspaceId));
    const endpoint = await makeEndpoint(place);
    await tag(endpoint);
    const { lines } = await listening(() => deleted(kept));
    expect(lines).to.deep.equal([`'${place.workspaceId}' is in use: it stays`]);
    expect(await statusOf(endpoint)).to.equal(200);
    await place.delete(endpoint);
    await place.delete(place.workspaceId);
    expect(await softlyDeleted()).to.include(place.workspaceId);
    await deleted(kept);
    expect(await softlyDeleted()).not.to.include(place.workspaceId);
  });

  it("purges a key vault that is deleted, not one that is there, and leaves one that is in use", async () => {
    const kept = await created(purge("keyVault", place.vaultId));
    const { lines } = await listening(() => deleted(kept));
    expect(lines).to.deep.equal([`'${place.vaultId}' is in use: it stays`]);
    await place.delete(`${place.workspaceId}?forceToPurge=true`);
    const { error } = await failing(() => deleted(kept));
    expect(error.message).to.equal(
      `'${place.vaultId}' is not deleted yet, so it cannot be purged; delete it first, then run destroy again`,
    );
    await place.delete(place.vaultId, keyVault);
    const name = place.vaultId.split("/").at(-1) ?? "";
    const gone = `/subscriptions/${local().connection.subscriptionId}/providers/Microsoft.KeyVault/locations/${place.location}/deletedVaults/${name}`;
    expect(await statusOf(gone, keyVault)).to.equal(200);
    await deleted(kept);
    expect(await statusOf(gone, keyVault)).to.equal(404);
    await deleted(kept);
  });

  it("deletes logs for good", async () => {
    const logs = `${place.groupId}/providers/Microsoft.OperationalInsights/workspaces/logs-${place.suffix}`;
    await place.put(logs, operationalInsights, {
      location: place.location,
      properties: { sku: { name: "PerGB2018" }, retentionInDays: 30 },
    });
    const kept = await created(purge("logAnalytics", logs));
    await deleted(kept);
    expect(await statusOf(logs, operationalInsights)).to.equal(404);
    expect(await softlyDeleted()).not.to.include(logs);
    await deleted(kept);
  });

  it("leaves everything with purge: false, and says so", async () => {
    const kept = await created(purge("workspace", place.workspaceId, { purge: false }));
    const { lines } = await listening(() => deleted(kept));
    expect(lines).to.deep.equal([
      `${place.workspaceId} is left to Azure's soft delete (cleanup.purge was false): its name stays blocked`,
    ]);
    expect(await statusOf(place.workspaceId)).to.equal(200);
  });

  it("obeys what purge was at the last up", async () => {
    const kept = await created(purge("workspace", place.workspaceId));
    const news = purge("workspace", place.workspaceId, { purge: false });
    const { outs } = await handler.update(kept.id, kept.state, news);
    await deleted({ id: kept.id, state: outs });
    expect(await statusOf(place.workspaceId)).to.equal(200);
  });

  for (const [target, command] of [
    ["workspace", "az rest --method delete --url '.*&forceToPurge=true'"],
    ["workspaceName", "az rest --method delete --url '.*&forceToPurge=true'"],
    ["compute", "az ml compute delete --ids .* --yes"],
    ["logAnalytics", "az monitor log-analytics workspace delete --ids .* --force --yes"],
    ["keyVault", "az keyvault purge --name .*"],
  ] as const) {
    it(`goes on without the permission to purge (${target}), with the command to run`, async () => {
      const targetId = target === "keyVault" ? place.vaultId : await targetOf(target);
      if (target === "keyVault") await place.delete(place.vaultId, keyVault);
      const kept = await created(purge(target, targetId));
      await local().admin("POST", "/admin/faults", {
        method: target === "keyVault" ? "POST" : "DELETE",
        path: target === "keyVault" ? "/purge$" : `${targetId}$`,
        do: { status: 403, code: "AuthorizationFailed", message: "No permission." },
      });
      const { lines } = await listening(() => deleted(kept));
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(
        new RegExp(
          `^no permission to purge: No permission\\.\n {2}ask someone who may to run: ${command}$`,
        ),
      );
    });
  }

  async function targetOf(target: string): Promise<string> {
    if (target === "compute") return makeCluster(place);
    if (target.startsWith("workspace")) return place.workspaceId;
    return `${place.groupId}/providers/Microsoft.OperationalInsights/workspaces/none`;
  }

  it("keeps the words of any other refusal, and the workspace's own delete finds nothing afterwards", async () => {
    const kept = await created(purge("workspace", place.workspaceId));
    await local().admin("POST", "/admin/faults", {
      method: "DELETE",
      path: `${place.workspaceId}$`,
      do: { status: 409, code: "Conflict", message: "Nested resources exist." },
    });
    const { error } = await failing(() => deleted(kept));
    expect(error.message).to.match(/^Conflict: Nested resources exist\./);
    await deleted(kept);
    const { status } = await local().fetch(`${place.workspaceId}?api-version=${machineLearning}`, {
      method: "DELETE",
    });
    expect(status).to.equal(204);
    expect(at(await place.get(place.groupId, apiVersions.resources), "name")).to.be.a("string");
  });
});
