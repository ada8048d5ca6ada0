import { expect } from "chai";
import { apiVersions } from "../../catalog/api-versions";
import { onLocalAzure } from "./on-local-azure";
import { makePlace, makeWorkspace, type Place } from "./place";
import { created, deleted, failing, inputsOf, listening } from "./resource";

describe("Purge of a workspace that was deleted by hand, on local Azure", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let place: Place;
  beforeEach(async () => {
    place = await makePlace(local());
  });
  afterEach(() => local().admin("DELETE", "/admin/faults"));

  const purge = () =>
    inputsOf("purge", {
      ...{ target: "workspace", targetId: place.workspaceId },
      ...{ location: place.location, purge: true },
    });
  const statusOf = async (id: string, apiVersion: string): Promise<number> =>
    (await local().fetch(`${id}?api-version=${apiVersion}`)).status;
  const softlyDeleted = async (): Promise<string[]> => {
    const { body } = await local().admin("GET", "/admin/resources");
    const list = body.resources as { id: string; deleted?: boolean }[];
    return list.filter((one) => one.deleted).map(({ id }) => id);
  };
  const mark = async (): Promise<number> =>
    Number((await local().admin("GET", "/admin/requests?since=999999999")).body.next);
  const writes = async (since: number): Promise<unknown[]> => {
    const { body } = await local().admin("GET", `/admin/requests?since=${since}`);
    return (body.requests as { method: string }[]).filter(({ method }) => method !== "GET");
  };

  it("purges a workspace that somebody has deleted softly", async () => {
    const kept = await created(purge());
    await place.delete(place.workspaceId);
    const { lines } = await listening(() => deleted(kept));
    expect(lines).to.deep.equal([]);
    expect(await softlyDeleted()).not.to.include(place.workspaceId);
    await makeWorkspace(place);
  });

  it("purges a workspace whose group is gone in a group made for it, and leaves none", async () => {
    const kept = await created(purge());
    await place.delete(place.groupId, apiVersions.resources);
    expect(await softlyDeleted()).to.include(place.workspaceId);
    await deleted(kept);
    expect(await softlyDeleted()).not.to.include(place.workspaceId);
    expect(await statusOf(place.groupId, apiVersions.resources)).to.equal(404);
    const since = await mark();
    await deleted(kept);
    expect(await writes(since)).to.deep.equal([]);
  });

  it("deletes the group that a killed purge has made", async () => {
    const kept = await created(purge());
    await place.delete(place.groupId, apiVersions.resources);
    const group = `${place.groupId}$`;
    const unreachable = { do: { status: 400, code: "Stop", message: "Cut off." }, times: 1 };
    await local().admin("POST", "/admin/faults", { method: "DELETE", path: group, ...unreachable });
    await failing(() => deleted(kept));
    expect(await statusOf(place.groupId, apiVersions.resources)).to.equal(200);
    await deleted(kept);
    expect(await statusOf(place.groupId, apiVersions.resources)).to.equal(404);
  });

  it("says what to do when Azure does not find what it keeps", async () => {
    const kept = await created(purge());
    await place.delete(place.workspaceId);
    for (const status of [400, 404]) {
      await local().admin("POST", "/admin/faults", {
        method: "DELETE",
        path: `${place.workspaceId}$`,
        do: {
          status,
          code: "UserError",
          message: `Unable to find workspace: ${place.workspaceId}`,
        },
      });
      const { lines } = await listening(() => deleted(kept));
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(
        /^warning: '.*' is soft-deleted, and Azure does not find it .* blocked for up to 14 days; to free it now, .*'Recently deleted'/,
      );
    }
    expect(await statusOf(place.groupId, apiVersions.resources)).to.equal(200);
  });
});
