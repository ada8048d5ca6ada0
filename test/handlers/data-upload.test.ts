import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { at } from "../local/azure/start";
import { onLocalAzure } from "./on-local-azure";
import { killedIn } from "./killed-child";
import { makePlace, type Place } from "./place";
import {
  created,
  difference,
  expectSettled,
  failing,
  inputsOf,
  checked,
  listening,
  owner,
  updated,
  type Kept,
} from "./resource";
import { contentHash } from "../../dataset/content-hash";
import { handler } from "../../handlers/index";

const row = (text: string) =>
  JSON.stringify({
    prompt: text,
    prompt_id: "1",
    messages: [
      { role: "user", content: text },
      { role: "assistant", content: "Yes." },
    ],
  });

describe("DataUpload on local Azure", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let place: Place;
  let folder: string;
  before(async () => {
    place = await makePlace(local());
    folder = mkdtempSync(join(tmpdir(), "rows-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const file = (name: string, lines: readonly string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  };
  const inputs = (path: string) =>
    inputsOf("data-upload", {
      workspaceId: place.workspaceId,
      datastore: "workspaceblobstore",
      assetName: "chat-train",
      path,
    });
  const bytesSent = async (work: () => Promise<unknown>): Promise<number> => {
    const { body } = await local().admin("GET", "/admin/requests");
    await work();
    const after = await local().admin("GET", `/admin/requests?since=${String(body.next)}`);
    const requests = after.body.requests as { method: string; path: string }[];
    return requests.filter(({ method, path }) => method === "PUT" && path.includes("LocalUpload"))
      .length;
  };

  it("uploads, under the hash of the content", async () => {
    const { id, state } = await created(inputs(file("a.jsonl", [row("one")])));
    expect(id).to.match(
      /^azureml:\/\/datastores\/workspaceblobstore\/paths\/LocalUpload\/[0-9a-f]{64}\/a\.jsonl$/,
    );
    expect(state).to.include({ uri: id });
    expect(state.size).to.be.above(50);
  });

  it("sends no byte of what is there", async () => {
    const path = file("b.jsonl", [row("two")]);
    await created(inputs(path));
    const { lines } = await listening(async () => {
      expect(await bytesSent(() => created(inputs(path)))).to.equal(0);
    });
    expect(lines).to.deep.equal(["b.jsonl is there already: no byte is sent"]);
  });

  it("takes the same content under another path as no change, and other content as an update", async () => {
    const first = await created(inputs(file("c.jsonl", [row("three")])));
    await expectSettled(first, inputs(file("c2.jsonl", [row("three")])));
    const { changes, replaces } = await difference(
      first,
      inputs(file("c.jsonl", [row("three"), row("four")])),
    );
    expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: [] });
  });

  it("uploads again what was deleted by hand, and what was only half uploaded", async () => {
    const path = file("f.jsonl", [row("seven")]);
    const kept = await created(inputs(path));
    const blob = await blobOf(kept);
    const lines = [`${kept.id} is gone: the file will be uploaded again`];
    await local().cloud.blobs.put(blob.account, blob.container, blob.path, Buffer.from("ha"));
    expect((await difference(kept, inputs(path))).lines).to.deep.equal(lines);
    expect((await handler.read(kept.id, kept.state)).id).to.equal("");
    await expectSettled(await updated(kept, inputs(path)), inputs(path));
  });

  async function blobOf({ state }: Kept) {
    const store = await place.get(`${place.workspaceId}/datastores/workspaceblobstore`);
    const container = String(at(store, "properties", "containerName"));
    const account = place.storageId.split("/").at(-1) ?? "";
    return { account, container, path: String(state.blobPath) };
  }

  it("names bad rows by line, twenty of them, and a missing file", async () => {
    const bad = file("bad.jsonl", [row("ok"), ...Array.from({ length: 22 }, () => "{}")]);
    const { failures } = await handler.check({}, inputs(bad));
    const lines = failures[0]?.reason.split("\n    ") ?? [];
    expect(failures).to.have.length(1);
    expect(lines).to.have.length(21);
    expect(lines[0]).to.match(/^'.*bad\.jsonl' line 2: .* must be .*; found /);
    expect(lines[20]).to.equal("… and 2 more; by kind: messages 22");
    const missing = await handler.check({}, inputs(join(folder, "none.jsonl")));
    expect(missing.failures[0]?.reason).to.match(
      /^'.*none\.jsonl' is no file; make it by 'npm run data'/,
    );
  });

  const assetOf = async (kept: Kept) => {
    const { properties } = await place.get(String(kept.state.assetId));
    return properties as { dataUri: string; tags: Record<string, string>; isArchived: boolean };
  };

  it("registers the content as a version of the data asset, by its hash, with the owner's tags", async () => {
    const kept = await created(inputs(file("g.jsonl", [row("eight")])));
    const version = String(kept.state.hash).slice(0, 16);
    expect(kept.state).to.include({
      assetId: `${place.workspaceId}/data/chat-train/versions/${version}`,
      assetVersion: version,
    });
    const { dataUri, tags } = await assetOf(kept);
    expect(dataUri).to.equal(kept.state.uri);
    expect(Object.values(tags)).to.have.members(Object.values(owner));
  });

  it("keeps the first file's name for a content that comes under another one, and sends nothing", async () => {
    const first = await created(inputs(file("h.jsonl", [row("nine")])));
    const other = inputs(file("other.jsonl", [row("nine")]));
    const second = created(other);
    expect(await bytesSent(() => second)).to.equal(0);
    expect((await second).state).to.deep.equal({ ...first.state, path: other.path });
    const blob = await blobOf(first);
    await local().cloud.blobs.put(blob.account, blob.container, blob.path, Buffer.from("ha"));
    const again = await updated(first, other);
    expect(again.state).to.include({ uri: first.state.uri, blobPath: first.state.blobPath });
    await expectSettled(again, other);
  });

  it("registers again what was deleted by hand, and leaves what was archived", async () => {
    const path = file("i.jsonl", [row("ten")]);
    const kept = await created(inputs(path));
    const id = String(kept.state.assetId);
    const { dataUri } = await assetOf(kept);
    const archived = { dataType: "uri_file", dataUri, isArchived: true };
    await place.put(id, "2025-12-01", { properties: archived });
    await expectSettled(kept, inputs(path));
    expect(await assetOf(await updated(kept, inputs(path)))).to.deep.include({ isArchived: true });
    await place.delete(id);
    expect((await difference(kept, inputs(path))).lines).to.deep.equal([
      `data asset '${id}' is gone: it will be registered again`,
    ]);
    expect((await handler.read(kept.id, kept.state)).id).to.equal("");
    await expectSettled(await updated(kept, inputs(path)), inputs(path));
  });

  it("refuses a version that belongs to other data", async () => {
    const path = file("j.jsonl", [row("eleven")]);
    const version = (await contentHash(path)).slice(0, 16);
    const id = `${place.workspaceId}/data/chat-train/versions/${version}`;
    const dataUri = "azureml://datastores/workspaceblobstore/paths/theirs.jsonl";
    await place.put(id, "2025-12-01", { properties: { dataType: "uri_file", dataUri } });
    const { error } = await failing(() => created(inputs(path)));
    expect(error.message)
      .to.contain(`data asset 'chat-train' version '${version}' was made by someone else`)
      .and.to.contain(dataUri)
      .and.to.contain(`az rest --method delete --url "${id}`);
  });

  it("sends no block again that a process killed with SIGKILL has sent", async () => {
    const long = "word ".repeat(100_000);
    const path = file(
      "k.jsonl",
      Array.from({ length: 18 }, (_, n) => row(`${n} ${long}`)),
    );
    // Three blocks, then their list: the kill comes while that is on its way.
    const request = { method: "PUT", path: "LocalUpload", skip: 3 };
    await killedIn(local(), request, "create", await checked(inputs(path)));
    const { result: kept, lines } = await listening(() => created(inputs(path)));
    expect(lines[0]).to.equal("k.jsonl is there already: no byte is sent");
    await expectSettled(kept, inputs(path));
  }).timeout(60_000);

  it("keeps the file on delete", async () => {
    const path = file("d.jsonl", [row("five")]);
    const kept = await created(inputs(path));
    await handler.delete(kept.id, kept.state);
    await expectSettled(kept, inputs(path));
  });

  it("refuses a datastore that is no blob container, with its type", async () => {
    const path = file("e.jsonl", [row("six")]);
    const { error } = await failing(() =>
      created({ ...inputs(path), datastore: "workspacefilestore" }),
    );
    expect(error.message).to.contain("'workspacefilestore' is of type 'AzureFile'");
    expect(error.stack).to.equal("");
  });
});
