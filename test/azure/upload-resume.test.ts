import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlockBlobClient } from "@azure/storage-blob";
import type { BlobTarget } from "../../azure/blob";
import { ContentChangedError } from "../../azure/block-upload";
import { contentHash } from "../../dataset/content-hash";
import { failure } from "./failure";
import { signedIn, type Signed } from "./local-azure";
import { makeWorkspace } from "./make-workspace";
import { wholeFile } from "./whole-file";

const megabyte = 1024 * 1024;
const block = 8 * megabyte;

describe("an upload in blocks, on local Azure", function () {
  this.timeout(60_000);
  let signed: Signed;
  let workspace: string;
  let folder: string;
  let serial = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "resume-"));
    signed = await signedIn();
    workspace = await makeWorkspace(signed);
  });
  after(async () => {
    await signed.stop();
    await rm(folder, { recursive: true });
  });

  /** A file of three blocks, the last one short; `changed` is the number of a block with other content. */
  async function writeBlocks(path: string, changed?: number): Promise<void> {
    const parts = [0, 1, 2].map((index) =>
      Buffer.alloc(index === 2 ? 1000 : block, index === changed ? "~" : String(index)),
    );
    await writeFile(path, Buffer.concat(parts));
  }

  async function fresh() {
    serial += 1;
    const path = join(folder, `${serial}.jsonl`);
    await writeBlocks(path);
    const hash = await contentHash(path);
    const name = `LocalUpload/${hash}/${serial}.jsonl`;
    const { datastores } = signed.azure;
    const target = () => datastores.blobTarget(workspace, "workspaceblobstore", name);
    return { path, blob: await target(), again: target, whole: await wholeFile(path) };
  }

  /** Gives up when the first block is there, and the others are held up. */
  async function interrupted(blob: BlobTarget, path: string): Promise<void> {
    const held = { method: "PUT", path: "LocalUpload", skip: 1, times: 9, do: { delaySeconds: 5 } };
    await signed.local.admin("POST", "/admin/faults", held);
    const stop = new AbortController();
    const onProgress = () => {
      stop.abort();
    };
    await failure(
      blob.upload(path, { ...(await wholeFile(path)), onProgress, signal: stop.signal }),
    );
    await signed.local.admin("DELETE", "/admin/faults");
    expect(await blob.isComplete()).to.be.false;
  }

  async function content({ url }: BlobTarget): Promise<Buffer> {
    const { pathname } = new URL(url);
    const [, account = "", container = "", ...path] = decodeURIComponent(pathname).split("/");
    const stream = await signed.local.cloud.blobs.get(account, container, path.join("/"));
    return Buffer.from(await new Response(stream).arrayBuffer());
  }

  const expectFile = async (blob: BlobTarget, path: string) => {
    const downloaded = `${path}.downloaded`;
    await writeFile(downloaded, await content(blob));
    expect(await contentHash(downloaded)).to.equal(await contentHash(path));
    expect(await blob.isComplete()).to.be.true;
  };

  /** A client of the library's own, with the datastore's SAS. */
  async function client({ url }: BlobTarget): Promise<BlockBlobClient> {
    const secrets = await signed.azure.arm.post<{ sasToken: string }>(
      `${workspace}/datastores/workspaceblobstore/listSecrets`,
      "2025-12-01",
      { expirableSecret: true, expireAfterHours: 1 },
    );
    return new BlockBlobClient(`${url}?${secrets.sasToken}`);
  }

  it("sends after an interruption only what is missing", async () => {
    const { path, again, blob, whole } = await fresh();
    await interrupted(blob, path);
    const second = await again();
    expect(await second.upload(path, whole)).to.equal(block + 1000);
    await expectFile(second, path);
    expect(await (await again()).upload(path, whole)).to.equal(0);
  });

  it("refuses a file that changed, commits nothing, and takes no changed block later", async () => {
    const { path, again, blob, whole } = await fresh();
    await writeBlocks(path, 1);
    expect(await failure(blob.upload(path, whole))).to.be.instanceOf(ContentChangedError);
    expect(await blob.isComplete()).to.be.false;
    await writeBlocks(path);
    const second = await again();
    expect(await second.upload(path, whole)).to.equal(block);
    await expectFile(second, path);
    const { size } = await (
      await client(second)
    )
      .getProperties()
      .then(({ contentLength = 0 }) => ({ size: contentLength }));
    expect(size).to.equal(2 * block + 1000);
  });

  it("refuses a small or shortened file that changed", async () => {
    const { path, blob, whole } = await fresh();
    await writeFile(path, "short");
    const error = await failure(blob.upload(path, whole));
    expect(error).to.be.instanceOf(ContentChangedError);
    expect(error.message).to.contain(path).and.to.contain("changed after it was checked");
  });

  it("bears another upload of the same file at the same time", async () => {
    const { path, again, blob, whole } = await fresh();
    const other = await again();
    await Promise.all([blob.upload(path, whole), other.upload(path, whole)]);
    await expectFile(blob, path);
  });

  it("bears one of Azure's own client, and its end in the middle", async () => {
    const { path, blob, whole } = await fresh();
    const theirs = await client(blob);
    const upload = { blockSize: 4 * megabyte, maxSingleShotSize: 4 * megabyte };
    const [mine] = await Promise.allSettled([
      blob.upload(path, whole),
      theirs.uploadFile(path, upload),
    ]);
    expect(mine.status).to.equal("fulfilled");
    await expectFile(blob, path);
  });

  it("drops blocks whose ids stand in the way", async () => {
    const { path, blob, whole } = await fresh();
    await (await client(blob)).stageBlock(Buffer.from("short").toString("base64"), "x", 1);
    await blob.upload(path, whole);
    await expectFile(blob, path);
  });

  it("writes a small file over blocks that an interrupted upload left", async () => {
    const { path, blob } = await fresh();
    await (
      await client(blob)
    ).stageBlock(Buffer.from("left".padEnd(48)).toString("base64"), "x", 1);
    await writeFile(path, "{}\n");
    await blob.upload(path, await wholeFile(path));
    await expectFile(blob, path);
  });
});
