import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatastores } from "../../azure/datastore";
import { StorageAccessError } from "../../azure/storage-access";
import { UnreachableError } from "../../azure/errors";
import { createWorkspaces } from "../../azure/workspaces";
import type { UploadOptions } from "../../azure/block-upload";
import { FakeAzure, cloud } from "./fake-transport";
import type { Reply, Sent } from "./fake-transport";
import { failure } from "./failure";
import { wholeFile } from "./whole-file";

const workspace =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
const account = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/acc";
const store = `${workspace}/datastores/workspaceblobstore`;
const blobPath = "/acc/box/LocalUpload/h/train.jsonl";

const found: Record<string, Reply> = {
  [`GET ${workspace}`]: { body: { id: workspace, properties: { storageAccount: account } } },
  [`GET ${account}`]: {
    body: { properties: { primaryEndpoints: { blob: "https://blobs.test/acc/" } } },
  },
  [`GET ${store}`]: {
    body: {
      properties: {
        datastoreType: "AzureBlob",
        accountName: "acc",
        containerName: "box",
        credentials: { credentialsType: "AccountKey" },
      },
    },
  },
  [`POST ${store}/listSecrets`]: { body: { secretsType: "Sas", sasToken: "?sv=1&sig=secret" } },
};

type Script = ConstructorParameters<typeof FakeAzure>[0];

const absent: Reply = { status: 404, headers: { "x-ms-error-code": "BlobNotFound" } };
const complete: Reply = { headers: { "x-ms-meta-upload_status": "completed" } };
const written = ({ query }: Sent): Reply => ({ status: query.comp === "metadata" ? 200 : 201 });

function refused(code: string): Reply {
  return {
    status: 403,
    headers: { "x-ms-error-code": code, "content-type": "application/xml" },
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`,
  };
}

describe("blob upload", () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "blob-"));
    file = join(folder, "train.jsonl");
    await writeFile(file, "x".repeat(1000));
    whole = await wholeFile(file);
  });
  after(() => rm(folder, { recursive: true }));

  let whole: UploadOptions;

  async function target(script: Script) {
    const azure = new FakeAzure({ ...found, ...script });
    const arm = azure.arm();
    const blob = await createDatastores(arm, cloud, createWorkspaces(arm)).blobTarget(
      workspace,
      "workspaceblobstore",
      "LocalUpload/h/train.jsonl",
    );
    return {
      azure,
      blob,
      storage: () => azure.sent.filter(({ path }) => path.startsWith("/acc/")),
    };
  }
  const shape = ({ method, query }: Sent): string => [method, query.comp].filter(Boolean).join(" ");

  it("writes the content under If-None-Match and the marker last, by SAS at the account's own URL", async () => {
    const progress: number[] = [];
    const { blob, storage } = await target({
      [`HEAD ${blobPath}`]: absent,
      [`PUT ${blobPath}`]: written,
    });
    await blob.upload(file, { ...whole, onProgress: (bytes) => progress.push(bytes) });
    const sent = storage();
    expect(sent.map(shape)).to.deep.equal(["HEAD", "PUT", "PUT metadata"]);
    expect(sent[1]?.headers).to.include({ "if-none-match": "*", "x-ms-blob-type": "BlockBlob" });
    expect(sent[1]?.query.sig).to.equal("secret");
    expect(sent[2]?.headers["x-ms-meta-upload_status"]).to.equal("completed");
    expect(progress.at(-1)).to.equal(1000);
    expect(blob.uri).to.equal(
      "azureml://datastores/workspaceblobstore/paths/LocalUpload/h/train.jsonl",
    );
    expect(blob.url).to.equal(`https://blobs.test${blobPath}`);
  });

  it("sends no byte when the marker is there", async () => {
    const { blob, storage } = await target({ [`HEAD ${blobPath}`]: complete });
    await blob.upload(file, whole);
    expect(storage().map(shape)).to.deep.equal(["HEAD"]);
  });

  it("overwrites a blob without the marker", async () => {
    const { blob, storage } = await target({
      [`HEAD ${blobPath}`]: {},
      [`PUT ${blobPath}`]: written,
    });
    await blob.upload(file, whole);
    expect(storage()[1]?.headers).not.to.have.property("if-none-match");
  });

  it("leaves it to an upload that was quicker", async () => {
    const { blob, storage } = await target({
      [`HEAD ${blobPath}`]: [absent, complete],
      [`PUT ${blobPath}`]: { status: 409, headers: { "x-ms-error-code": "BlobAlreadyExists" } },
    });
    await blob.upload(file, whole);
    expect(storage().map(shape)).to.deep.equal(["HEAD", "PUT", "HEAD"]);
  });

  it("repeats what was throttled or cut off", async () => {
    const { azure, blob, storage } = await target({
      [`HEAD ${blobPath}`]: absent,
      [`PUT ${blobPath}`]: [
        { status: 429, headers: { "retry-after": "3" } },
        { error: "ECONNRESET" },
        { status: 201 },
        { status: 200 },
      ],
    });
    await blob.upload(file, whole);
    expect(storage().map(shape)).to.deep.equal(["HEAD", "PUT", "PUT", "PUT", "PUT metadata"]);
    expect(azure.slept[0]).to.equal(3);
  });

  it("uses the login's token when no SAS is to be had", async () => {
    const { azure, blob, storage } = await target({
      [`POST ${store}/listSecrets`]: {
        status: 403,
        body: { error: { code: "Forbidden", message: "no" } },
      },
      [`HEAD ${blobPath}`]: absent,
      [`PUT ${blobPath}`]: written,
    });
    await blob.upload(file, whole);
    expect(azure.tokensAsked).to.include(cloud.storageScope);
    expect(storage().every(({ headers }) => headers.authorization?.startsWith("Bearer "))).to.be
      .true;
  });

  it("takes a new SAS once when the old one has expired", async () => {
    const { azure, blob } = await target({
      [`HEAD ${blobPath}`]: [refused("AuthenticationFailed"), complete],
    });
    expect(await blob.isComplete()).to.be.true;
    expect(azure.calls().filter((call) => call.endsWith("listSecrets"))).to.have.length(2);
  });

  it("takes a new SAS in the middle of an upload, and sends once more what met the old one's end", async () => {
    const big = join(folder, "big.jsonl");
    await writeFile(big, "x".repeat(20 * 1024 * 1024));
    const { azure, blob, storage } = await target({
      [`POST ${store}/listSecrets`]: ["old", "new"].map((sig) => ({
        body: { secretsType: "Sas", sasToken: `sv=1&sig=${sig}` },
      })),
      [`HEAD ${blobPath}`]: absent,
      [`GET ${blobPath}`]: absent,
      [`PUT ${blobPath}`]: (sent) => {
        return sent.query.sig === "old" ? refused("AuthenticationFailed") : written(sent);
      },
    });
    expect(await blob.upload(big, await wholeFile(big))).to.equal(20 * 1024 * 1024);
    expect(azure.calls().filter((call) => call.endsWith("listSecrets"))).to.have.length(2);
    const puts = storage().filter(({ method }) => method === "PUT");
    const blocks = puts.filter(({ query }) => query.comp === "block");
    expect(blocks).to.have.length(4);
    expect(new Set(blocks.map(({ query }) => query.blockid))).to.have.property("size", 3);
    expect(puts.slice(4).map(shape)).to.deep.equal(["PUT blocklist", "PUT metadata"]);
  });

  it("fails with a block's own error, and commits nothing", async () => {
    const big = join(folder, "big.jsonl");
    const { blob, storage } = await target({
      [`HEAD ${blobPath}`]: absent,
      [`GET ${blobPath}`]: absent,
      [`PUT ${blobPath}`]: refused("AuthorizationFailure"),
    });
    const error = await failure(blob.upload(big, await wholeFile(big)));
    expect(error.message).to.match(/^AuthorizationFailure: /);
    expect(
      storage().filter(
        ({ query }) => query.comp === "blocklist" && query.blocklisttype === undefined,
      ),
    ).to.deep.equal([]);
  });

  for (const [code, remedy] of [
    ["KeyBasedAuthenticationNotPermitted", "systemDatastoresAuthMode 'Identity'"],
    ["AuthorizationPermissionMismatch", "assign it 'Storage Blob Data Contributor'"],
  ] as const) {
    it(`says what to do about ${code}`, async () => {
      const { blob } = await target({ [`HEAD ${blobPath}`]: refused(code) });
      const error = await failure(blob.isComplete());
      expect(error).to.be.instanceOf(StorageAccessError);
      expect(error.message).to.contain(remedy).and.to.contain("'acc'").and.not.to.contain("secret");
    });
  }

  it("says that storage does not answer", async () => {
    const { blob } = await target({ [`HEAD ${blobPath}`]: { error: "ENOTFOUND" } });
    const error = await failure(blob.isComplete());
    expect(error).to.be.instanceOf(UnreachableError);
    expect(error.message).to.contain("blobs.test").and.not.to.contain("secret");
  });
});
