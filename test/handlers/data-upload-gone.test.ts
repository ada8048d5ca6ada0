import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiVersions } from "../../catalog/api-versions";
import { at } from "../local/azure/start";
import { jsonLines, lighthouseRows } from "../local/azure/trainer/conversations";
import { endOf, jobInputs } from "./fine-tuning";
import { onLocalAzure } from "./on-local-azure";
import { makeCluster, makePlace, makeStores, type Place } from "./place";
import {
  created,
  difference,
  expectSettled,
  failing,
  inputsOf,
  listening,
  refreshed,
  updated,
  type Kept,
} from "./resource";

describe("DataUpload when what it lies in was deleted by hand", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let folder: string;
  let place: Place;
  let kept: Kept;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gone-"));
    writeFileSync(join(folder, "rows.jsonl"), jsonLines(lighthouseRows(24)));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    place = await makePlace(local());
    kept = await created(inputs());
  });

  const inputs = () =>
    inputsOf("data-upload", {
      workspaceId: place.workspaceId,
      ...{ datastore: "workspaceblobstore", assetName: "chat-train" },
      path: join(folder, "rows.jsonl"),
    });
  const fileGone = () => `${kept.id} is gone: the file will be uploaded again`;
  const assetGone = () =>
    `data asset '${String(kept.state.assetId)}' is gone: it will be registered again`;
  const advice = /' is not there: if it was deleted by hand, run 'pulumi refresh', then up$/;

  const parents: Record<string, () => Promise<void>> = {
    "the workspace": () => place.delete(place.workspaceId),
    "the workspace, for good,": () => place.delete(`${place.workspaceId}?forceToPurge=true`),
    "the resource group": () => place.delete(place.groupId, apiVersions.resources),
  };
  for (const [parent, remove] of Object.entries(parents))
    it(`${parent} is gone for preview and refresh, and up says what to do`, async () => {
      await remove();
      expect((await difference(kept, inputs())).lines).to.deep.equal([fileGone(), assetGone()]);
      expect(await refreshed(kept)).to.equal(undefined);
      const { error } = await failing(() => updated(kept, inputs()));
      expect(error.message).to.match(advice).and.to.contain(place.workspaceId);
    });

  it("the storage account is gone without a retry, and a new one gets its containers", async () => {
    await makeCluster(place);
    await place.delete(place.storageId, apiVersions.storage);
    expect((await difference(kept, inputs())).lines).to.deep.equal([fileGone()]);
    const { result, lines } = await listening(() => refreshed(kept));
    expect([result, lines]).to.deep.equal([undefined, []]);
    const { error } = await failing(() => updated(kept, inputs()));
    expect(error.message).to.match(advice).and.to.contain(place.storageId);
    await makeStores(place);
    const { result: again, lines: told } = await listening(() => created(inputs()));
    expect(told).to.contain(
      "the container of datastore 'workspaceblobstore' was gone: it is made again",
    );
    await expectSettled(again, inputs());
    const job = await created(jobInputs(place, again));
    expect(await endOf(place, String(job.state.jobName))).to.equal("Completed");
  });

  it("the container is gone for preview and refresh, and made again", async () => {
    const store = await place.get(`${place.workspaceId}/datastores/workspaceblobstore`);
    const container = String(at(store, "properties", "containerName"));
    const account = place.storageId.split("/").at(-1) ?? "";
    await local().cloud.blobs.dropContainer(account, container);
    expect((await difference(kept, inputs())).lines).to.deep.equal([fileGone()]);
    expect(await refreshed(kept)).to.equal(undefined);
    await expectSettled(await updated(kept, inputs()), inputs());
  });
});
