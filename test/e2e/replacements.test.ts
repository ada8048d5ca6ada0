import { expect } from "chai";
import { at } from "../local/azure/client";
import { endpointPath, live, unnoticed } from "./live-requests";
import { inOrder } from "./order";
import { sharedStack, succeed } from "./stack";

describe("a replacement", function () {
  this.timeout(300_000);
  const stack = sharedStack();
  const nothingToDo = async () => {
    const { steps } = await stack().preview();
    expect(steps).to.deep.equal([]);
  };

  it("of a role assignment touches nothing that is live", async () => {
    const before = await live(stack());
    const replace = ["--replace", stack().urn("identity-storage-blob-data-reader")];
    const { replaced, updated, deleted } = await stack().preview(...replace);
    expect(replaced).to.deep.equal(["identity-storage-blob-data-reader"]);
    expect([updated, deleted]).to.deep.equal([[], []]);
    const since = await stack().mark();
    await unnoticed(stack(), () => succeed(stack().up(...replace)));
    const writes = await stack().writes(since);
    expect(writes, writes.join("\n")).to.have.length(2);
    expect(await live(stack())).to.deep.equal(before);
    await nothingToDo();
  });

  it("of the cluster for another VM size deletes the old one first and touches nothing else", async () => {
    stack().configure("cluster.vmSize", "Standard_NC48ads_A100_v4");
    const { replaced, updated, deleted, output } = await stack().preview();
    expect(replaced, output).to.deep.equal(["cluster", "cluster-purge"]);
    expect([updated, deleted]).to.deep.equal([[], []]);
    const since = await stack().mark();
    await unnoticed(stack(), () => succeed(stack().up()));
    const writes = await stack().writes(since);
    inOrder(writes, /DELETE computes\//, /PUT computes\//);
    expect(writes.filter((write) => !write.includes(" computes/gpu-cluster"))).to.deep.equal([]);
    await nothingToDo();
  });

  it("of the endpoint for another authentication keeps the model and trains nothing", async () => {
    stack().configure("serving.authMode", "amlToken");
    const { replaced, updated, deleted, output } = await stack().preview();
    expect(replaced, output).to.deep.equal(["endpoint", "endpoint-deployment"]);
    expect([updated, deleted]).to.deep.equal([[], []]);
    const before = await live(stack());
    const since = await stack().mark();
    await succeed(stack().up());
    const writes = await stack().writes(since);
    inOrder(
      writes,
      /DELETE onlineEndpoints\/[^/]+\/deployments\//,
      /DELETE onlineEndpoints\/[^/]+$/,
      /PUT onlineEndpoints\/[^/]+$/,
      /PUT onlineEndpoints\/[^/]+\/deployments\//,
    );
    expect(writes.filter((write) => !write.includes("onlineEndpoints/"))).to.deep.equal([]);
    expect(await live(stack())).to.deep.equal(before);
    await nothingToDo();
  });

  it("of the identity brings the new one to cluster and endpoint before the old one goes", async () => {
    stack().configure("naming.identity", "id-other");
    const { replaced, updated, deleted, output } = await stack().preview();
    expect(replaced, output).to.deep.equal([
      ...["cluster", "cluster-purge", "endpoint", "endpoint-deployment", "identity"],
      ...["identity-acrpull", "identity-contributor", "identity-storage-blob-data-reader"],
    ]);
    expect([updated, deleted]).to.deep.equal([[], []]);
    const before = await live(stack());
    const since = await stack().mark();
    await succeed(stack().up());
    const [made, gone] = [/PUT .*\/id-other$/, /DELETE .*\/userAssignedIdentities\//];
    inOrder(await stack().writes(since), made, /PUT computes\//, gone);
    inOrder(await stack().writes(since), made, /PUT onlineEndpoints\/[^/]+\/deployments\//, gone);
    for (const path of ["/computes/gpu-cluster", endpointPath(stack())]) {
      const { body } = await stack().workspace(path);
      const identities = Object.keys(at(body, "identity", "userAssignedIdentities") as object);
      expect(identities.map((id) => id.split("/").at(-1))).to.deep.equal(["id-other"]);
    }
    expect(await live(stack())).to.deep.equal(before);
    await nothingToDo();
  });

  it("of the storage account is announced with everything that goes with it", async () => {
    stack().configure("naming.storageAccount", "stother0001");
    const { replaced, deleted, output } = await stack().preview();
    expect(replaced, output).to.include.members([
      ...["workspace-storage", "workspace", "workspace-purge", "cluster", "cluster-purge"],
      ...["training-train-data", "training-test-data", "training-job", "training-model"],
      ...["endpoint", "endpoint-deployment", "identity-storage-blob-data-reader"],
    ]);
    expect(deleted).to.deep.equal([]);
    const since = await stack().mark();
    await succeed(stack().up());
    inOrder(
      await stack().writes(since),
      /DELETE onlineEndpoints\/[^/]+\/deployments\//,
      /DELETE onlineEndpoints\/[^/]+$/,
      /DELETE computes\//,
      /DELETE .*\/workspaces\/[^/]+$/,
      /PUT .*\/workspaces\/[^/]+$/,
      /PUT jobs\//,
      /PUT onlineEndpoints\/[^/]+\/deployments\//,
    );
  });

  it("of key vault and workspace for other names purges the old ones", async () => {
    stack().configure("naming.keyVault", "kv-other-0001");
    stack().configure("naming.workspace", "mlw-other-0001");
    const { replaced, output } = await stack().preview();
    expect(replaced, output).to.include.members([
      ...["workspace", "workspace-purge", "workspace-name-purge"],
      ...["workspace-vault", "workspace-vault-purge"],
    ]);
    const since = await stack().mark();
    await succeed(stack().up());
    inOrder(
      await stack().writes(since),
      /DELETE .*\/workspaces\/mlw-finetune-[^/]+$/,
      /DELETE .*\/vaults\//,
      /PUT .*\/vaults\/kv-other-0001$/,
      /PUT .*\/workspaces\/mlw-other-0001$/,
      /POST .*\/deletedVaults\/kv-finetune-[^/]+\/purge$/,
    );
  });

  it("leaves a state that says what is there, and no other object", async () => {
    await nothingToDo();
    const resources = await stack().resources();
    const of = (type: string) =>
      resources.filter((one) => one.type.toLowerCase().endsWith(type) && one.deleted !== true);
    expect(of("/storageaccounts").map(({ id }) => id)).to.deep.equal([
      of("/storageaccounts").find(({ id }) => id.endsWith("/stother0001"))?.id,
    ]);
    for (const type of ["/workspaces/computes", "/onlineendpoints", "/onlineendpoints/deployments"])
      expect(of(type), type).to.have.length(1);
    expect((await stack().workspace(endpointPath(stack()))).status).to.equal(200);
    expect(resources.filter(({ deleted }) => deleted === true)).to.deep.equal([]);
  });
});
