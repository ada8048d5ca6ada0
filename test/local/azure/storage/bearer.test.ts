import { Readable } from "node:stream";
import { BlobServiceClient, RestError, type ContainerClient } from "@azure/storage-blob";
import { expect } from "chai";
import { roles, startBlobServer, type BlobServer } from "./blob-server";
import { clientOptions, refusal } from "./blob-clients";

describe("blobs with an Entra token", function () {
  this.timeout(30_000);
  let server: BlobServer;
  let address: string;

  const container = (token: () => Promise<string>, url = address): ContainerClient =>
    new BlobServiceClient(
      url,
      { getToken: async () => ({ token: await token(), expiresOnTimestamp: Date.now() + 3e6 }) },
      clientOptions(server),
    ).getContainerClient("data");
  const as = (objectId: string): ContainerClient => container(() => server.token(objectId));

  before(async () => {
    server = await startBlobServer();
    address = await server.addAccount("tokenstore");
    await server.addAccount("otherstore");
    server.grant("writer", roles.contributor, "tokenstore");
    server.grant("reader", roles.reader, "tokenstore");
    server.grant("owner", roles.owner, "tokenstore");
  });
  after(async () => {
    await server.stop();
  });

  it("writes, reads, lists, marks and deletes as contributor", async () => {
    const blob = as("writer").getBlockBlobClient("LocalUpload/abc/train me.jsonl");
    await blob.upload("hello", 5, { conditions: { ifNoneMatch: "*" } });
    await blob.setMetadata({ upload_status: "completed", name: "a", version: "b" });
    const found = await blob.getProperties();
    expect(found.metadata).to.include({ upload_status: "completed" });
    expect(found.contentLength).to.equal(5);
    expect(
      (await as("reader").getBlockBlobClient(blob.name).downloadToBuffer()).toString(),
    ).to.equal("hello");
    const names = [];
    for await (const { name } of as("reader").listBlobsFlat({ prefix: "LocalUpload/" }))
      names.push(name);
    expect(names).to.deep.equal([blob.name]);
    await blob.delete();
    expect(await blob.exists()).to.equal(false);
  });

  it("says in the service's own shape that a credential has become too old", async () => {
    const { faults } = server.cloud;
    const expire = (path: string, times = 1) =>
      faults.add({ path, do: "expiredToken", times, skip: 0 });
    const read = () => as("reader").getBlockBlobClient("none").getProperties();
    // The client asks once more by itself, as the challenge says.
    expire("/none$");
    expect(await refusal(read())).to.equal("404 BlobNotFound");
    expire("/none$", 2);
    expect(await refusal(read())).to.equal("401 InvalidAuthenticationInfo");
    expire("/tokenstore/data/none$");
    const signed = new BlobServiceClient(
      `${address}?sv=2025-11-05&sig=a`,
      undefined,
      clientOptions(server),
    );
    const error: unknown = await signed
      .getContainerClient("data")
      .getBlockBlobClient("none")
      .download()
      .catch((reason: unknown) => reason);
    expect(error).to.have.property("statusCode", 403);
    expect((error as RestError).response?.bodyAsText).to.contain(
      "not valid in the specified time frame",
    );
  });

  it("uploads in parallel blocks what is too big for one request", async () => {
    const content = Buffer.alloc(9 * 1024 * 1024, "local azure ");
    const blob = as("writer").getBlockBlobClient("big");
    await blob.uploadStream(Readable.from([content]), 1024 * 1024, 4);
    expect((await blob.downloadToBuffer()).equals(content)).to.equal(true);
    const part = await blob.downloadToBuffer(1024 * 1024 - 1, 12);
    expect(part.equals(content.subarray(1024 * 1024 - 1, 1024 * 1024 + 11))).to.equal(true);
  });

  it("refuses a second write with If-None-Match: *", async () => {
    const blob = as("writer").getBlockBlobClient("once");
    await blob.upload("1", 1, { conditions: { ifNoneMatch: "*" } });
    const again = blob.upload("2", 1, { conditions: { ifNoneMatch: "*" } });
    expect(await refusal(again)).to.equal("409 BlobAlreadyExists");
  });

  it("keeps uncommitted blocks, which are no blob yet for If-None-Match: *", async () => {
    const blob = as("writer").getBlockBlobClient("staged");
    const id = Buffer.from("0").toString("base64");
    await blob.stageBlock(id, "12345", 5);
    expect(await blob.exists()).to.equal(false);
    const { uncommittedBlocks = [], committedBlocks = [] } = await blob.getBlockList("all");
    expect(uncommittedBlocks).to.deep.equal([{ name: id, size: 5 }]);
    expect(committedBlocks).to.deep.equal([]);
    await blob.upload("1", 1, { conditions: { ifNoneMatch: "*" } });
    expect(await blob.exists()).to.equal(true);
  });

  it("answers HEAD of a missing blob with 404, its code and no body", async () => {
    const missing = as("reader").getBlobClient("missing").getProperties();
    expect(await refusal(missing)).to.equal("404 BlobNotFound");
  });

  const refused: [string, () => Promise<unknown>, string][] = [
    [
      "a write as reader",
      () => as("reader").uploadBlockBlob("x", "x", 1),
      "403 AuthorizationPermissionMismatch",
    ],
    [
      "a read as Owner without data role",
      () => as("owner").getBlobClient("once").download(),
      "403 AuthorizationPermissionMismatch",
    ],
    ["a stranger", () => as("stranger").getProperties(), "403 AuthorizationPermissionMismatch"],
    [
      "a role of another account",
      () =>
        container(() => server.token("writer"), `${server.url}/otherstore`).uploadBlockBlob(
          "x",
          "x",
          1,
        ),
      "403 AuthorizationPermissionMismatch",
    ],
    [
      "a forged token",
      () =>
        container(
          async () => `${(await server.token("writer")).slice(0, -8)}AAAAAAAA`,
        ).getProperties(),
      "401 InvalidAuthenticationInfo",
    ],
    [
      "a token for ARM",
      () =>
        container(() => server.token("writer", "https://management.azure.local/")).getProperties(),
      "401 InvalidAuthenticationInfo",
    ],
    [
      "an account that is not there",
      () => container(() => server.token("writer"), `${server.url}/nosuchstore`).getProperties(),
      "404 ResourceNotFound",
    ],
    [
      "no credential",
      () =>
        new BlobServiceClient(address, undefined, clientOptions(server))
          .getContainerClient("data")
          .getProperties(),
      "401 NoAuthenticationInformation",
    ],
    [
      "a copy from a URL",
      () =>
        as("writer")
          .getBlobClient("x")
          .getBlockBlobClient()
          .syncCopyFromURL(`${address}/data/once`),
      "501 NotImplemented",
    ],
  ];
  for (const [what, run, answer] of refused)
    it(`refuses ${what}: ${answer}`, async () => {
      expect(await refusal(run())).to.equal(answer);
    });

  it("creates containers by the management action, but never a public one", async () => {
    const fresh = new BlobServiceClient(
      address,
      { getToken: async () => ({ token: await server.token("owner"), expiresOnTimestamp: 1e15 }) },
      clientOptions(server),
    );
    await fresh.createContainer("more");
    expect(await fresh.getContainerClient("more").exists()).to.equal(true);
    expect(await refusal(fresh.createContainer("open", { access: "blob" }))).to.equal(
      "409 PublicAccessNotPermitted",
    );
  });

  it("deletes a container for ARM too", async () => {
    const account = server.cloud.resources.all().find(({ name }) => name === "tokenstore");
    const id = `${account?.id ?? ""}/blobServices/default/containers/brief`;
    const type = "Microsoft.Storage/storageAccounts/blobServices/containers";
    server.cloud.resources.put({ id, name: "brief", type, properties: {} });
    await server.cloud.blobs.ensureContainer("tokenstore", "brief");
    const credential = {
      getToken: async () => ({ token: await server.token("writer"), expiresOnTimestamp: 1e15 }),
    };
    const service = new BlobServiceClient(address, credential, clientOptions(server));
    await service.deleteContainer("brief");
    expect(server.cloud.resources.get(id)).to.equal(undefined);
  });

  it("says in XML what it refuses", async () => {
    const error: unknown = await as("stranger")
      .getBlobClient("x")
      .download()
      .catch((e: unknown) => e);
    expect(error).to.be.instanceOf(RestError);
    expect((error as RestError).message).to.match(/not authorized to perform this operation/);
  });
});
