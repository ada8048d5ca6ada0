import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobSASPermissions,
  BlobServiceClient,
  ContainerSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
  type BlobSASSignatureValues,
  type ContainerClient,
} from "@azure/storage-blob";
import { expect } from "chai";
import { clientOptions, refusal } from "./blob-clients";
import { roles, startBlobServer, type BlobServer } from "./blob-server";

const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

describe("blobs with keys and signatures", function () {
  this.timeout(30_000);
  let server: BlobServer;
  let address: string;

  before(async () => {
    server = await startBlobServer();
    address = await server.addAccount("keystore");
    await server.addAccount("keyless", { allowSharedKeyAccess: false });
    await server.addAccount("otherstore");
  });
  after(async () => {
    await server.stop();
  });

  const credential = (
    account = "keystore",
    key = server.key(account),
  ): StorageSharedKeyCredential => new StorageSharedKeyCredential(account, key);
  const withKey = (account = "keystore", key?: string): ContainerClient =>
    new BlobServiceClient(
      `${server.url}/${account}`,
      credential(account, key),
      clientOptions(server),
    ).getContainerClient("data");
  const withSas = (sas: string, account = "keystore"): ContainerClient =>
    new BlobServiceClient(
      `${server.url}/${account}?${sas}`,
      undefined,
      clientOptions(server),
    ).getContainerClient("data");
  const sas = (values: Partial<BlobSASSignatureValues> = {}, account = "keystore"): string =>
    generateBlobSASQueryParameters(
      {
        containerName: "data",
        permissions: ContainerSASPermissions.parse("rcwl"),
        expiresOn: minutes(60),
        ...values,
      },
      credential(account),
    ).toString();

  describe("SharedKey", () => {
    it("writes, marks, lists in pages and reads", async () => {
      const container = withKey();
      for (const name of ["k/1", "k/2", "k/3 ü+%"])
        await container.uploadBlockBlob(name, name, Buffer.byteLength(name));
      const blob = container.getBlobClient("k/3 ü+%");
      await blob.setMetadata({ upload_status: "completed", version: "v", a1: "x" });
      const names = [];
      for await (const page of container.listBlobsFlat({ prefix: "k/" }).byPage({ maxPageSize: 2 }))
        names.push(page.segment.blobItems.map(({ name }) => name));
      expect(names).to.deep.equal([["k/1", "k/2"], ["k/3 ü+%"]]);
      expect((await blob.downloadToBuffer()).toString()).to.equal("k/3 ü+%");
      expect((await blob.getProperties()).metadata).to.include({ a1: "x" });
    });
    it("refuses a wrong key, a foreign account's key and an account without keys", async () => {
      const wrong = Buffer.alloc(64, 7).toString("base64");
      expect(await refusal(withKey("keystore", wrong).getProperties())).to.equal(
        "403 AuthenticationFailed",
      );
      expect(await refusal(withKey("keystore", server.key("otherstore")).getProperties())).to.equal(
        "403 AuthenticationFailed",
      );
      expect(await refusal(withKey("keyless").getProperties())).to.equal(
        "403 KeyBasedAuthenticationNotPermitted",
      );
    });
    it("never names Azurite in an answer", async () => {
      let text = "";
      for await (const page of withKey().listBlobsFlat().byPage())
        text += JSON.stringify([page.serviceEndpoint, page._response.headers]);
      expect(text)
        .to.contain(`${address}/`)
        .and.not.match(/azurite|127\.0\.0\.1|slot0/i);
    });
  });

  describe("service SAS", () => {
    it("gives a container its letters", async () => {
      const container = withSas(sas());
      await container.uploadBlockBlob("s/1", "one", 3);
      expect((await container.getBlobClient("s/1").downloadToBuffer()).toString()).to.equal("one");
      expect(await refusal(container.deleteBlob("s/1"))).to.equal(
        "403 AuthorizationPermissionMismatch",
      );
      expect(await refusal(container.getProperties())).to.equal(
        "403 AuthorizationPermissionMismatch",
      );
    });
    it("gives one blob and no other", async () => {
      const one = withSas(sas({ blobName: "s/one", permissions: BlobSASPermissions.parse("rcw") }));
      await one.uploadBlockBlob("s/one", "1", 1);
      expect(await refusal(one.uploadBlockBlob("s/two", "2", 1))).to.equal(
        "403 AuthenticationFailed",
      );
    });
    it("makes a blob with c alone, and overwrites it with w only", async () => {
      const create = withSas(sas({ permissions: ContainerSASPermissions.parse("c") }));
      const staged = create.getBlockBlobClient("s/staged");
      const block = Buffer.from("block-1").toString("base64");
      await staged.stageBlock(block, "1", 1);
      await staged.commitBlockList([block]);
      await create.uploadBlockBlob("s/new", "1", 1);
      const refused = "403 UnauthorizedBlobOverwrite";
      expect(await refusal(create.uploadBlockBlob("s/new", "2", 1))).to.equal(refused);
      expect(await refusal(staged.commitBlockList([block]))).to.equal(refused);
      const read = await withSas(sas()).getBlobClient("s/new").downloadToBuffer();
      expect(read.toString()).to.equal("1");
      const write = withSas(sas({ permissions: ContainerSASPermissions.parse("w") }));
      await write.uploadBlockBlob("s/new", "2", 1);
    });
    it("takes the ones that local Azure gives out", async () => {
      const token = server.cloud.blobs.sas("keystore", {
        container: "data",
        permissions: "rwl",
        minutes: 5,
      });
      await withSas(token).uploadBlockBlob("given", "g", 1);
      expect(await withSas(token).getBlobClient("given").exists()).to.equal(true);
    });
    const refused: [string, () => ContainerClient, string][] = [
      ["expired", () => withSas(sas({ expiresOn: minutes(-1) })), "403 AuthenticationFailed"],
      ["not yet valid", () => withSas(sas({ startsOn: minutes(5) })), "403 AuthenticationFailed"],
      ["changed", () => withSas(sas().replace("sp=rcwl", "sp=rcwdl")), "403 AuthenticationFailed"],
      ["of another account", () => withSas(sas({}, "otherstore")), "403 AuthenticationFailed"],
      [
        "of a keyless account",
        () => withSas(sas({}, "keyless"), "keyless"),
        "403 KeyBasedAuthenticationNotPermitted",
      ],
    ];
    for (const [what, client, answer] of refused)
      it(`refuses one that is ${what}: ${answer}`, async () => {
        expect(await refusal(client().uploadBlockBlob("no", "no", 2))).to.equal(answer);
      });
  });

  it("takes an account SAS for its services, resource types and permissions", async () => {
    const account = (types: string, letters: string, services = "b"): ContainerClient =>
      withSas(
        generateAccountSASQueryParameters(
          {
            services: AccountSASServices.parse(services).toString(),
            resourceTypes: AccountSASResourceTypes.parse(types).toString(),
            permissions: AccountSASPermissions.parse(letters),
            expiresOn: minutes(5),
          },
          credential(),
        ).toString(),
      );
    await account("o", "cw").uploadBlockBlob("a/1", "1", 1);
    expect(await account("c", "r").exists()).to.equal(true);
    const blob = (types: string, letters: string, services?: string): Promise<string> =>
      refusal(account(types, letters, services).getBlobClient("a/1").download());
    expect(await blob("o", "r")).to.equal("fine");
    expect(await blob("o", "w")).to.equal("403 AuthorizationPermissionMismatch");
    expect(await blob("c", "r")).to.equal("403 AuthorizationResourceTypeMismatch");
    expect(await blob("o", "r", "q")).to.equal("403 AuthorizationServiceMismatch");
  });

  for (const version of [undefined, "2021-12-02", "2025-07-05"])
    it(`takes a user delegation SAS ${version ?? "of the client's newest version"} with the rights of its principal`, async () => {
      server.grant("delegate", roles.contributor, "keyless");
      const service = new BlobServiceClient(
        `${server.url}/keyless`,
        {
          getToken: async () => ({
            token: await server.token("delegate"),
            expiresOnTimestamp: 1e15,
          }),
        },
        clientOptions(server),
      );
      const key = await service.getUserDelegationKey(minutes(-1), minutes(30));
      const signed = (signedObjectId: string): string =>
        generateBlobSASQueryParameters(
          {
            containerName: "data",
            permissions: ContainerSASPermissions.parse("rw"),
            expiresOn: minutes(10),
            ...(version === undefined ? {} : { version }),
          },
          { ...key, signedObjectId },
          "keyless",
        ).toString();
      await withSas(signed("delegate"), "keyless").uploadBlockBlob("u", "u", 1);
      const another = withSas(signed("stranger"), "keyless").uploadBlockBlob("u", "u", 1);
      expect(await refusal(another)).to.equal("403 AuthenticationFailed");
    });
});
