import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StorageAccessError } from "../../azure/storage-access";
import { failure } from "./failure";
import { signedIn } from "./local-azure";
import type { Signed } from "./local-azure";
import { makeWorkspace } from "./make-workspace";
import { wholeFile } from "./whole-file";

describe("machine learning clients on local Azure", function () {
  this.timeout(60_000);
  let signed: Signed;
  let workspace: string;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "clients-"));
    signed = await signedIn();
    workspace = await makeWorkspace(signed);
  });
  after(async () => {
    await signed.stop();
    await rm(folder, { recursive: true });
  });

  it("reads the registry as the tutorial does", async () => {
    const { registry } = signed.azure;
    const model = await registry.latestModel("azureml", "Phi-3-mini-4k-instruct");
    expect(model.id).to.match(
      /^azureml:\/\/registries\/azureml\/models\/Phi-3-mini-4k-instruct\/versions\/\d+$/,
    );
    expect(model.archived).to.be.true;
    expect(model.defaults).to.include({ apply_lora: "true", precision: 16 });
    expect(model.finetuneSizes).to.include("Standard_NC24ads_A100_v4");
    const component = await registry.latestComponent("azureml", "chat_completion_pipeline");
    expect(component.inputs).to.include.keys("num_train_epochs", "train_file_path");
  });

  it("reads sizes, quota and the cluster", async () => {
    const { quota, computes } = signed.azure;
    const families = await quota.families("eastus");
    expect(families.map(({ family }) => family.toLowerCase())).to.include(
      "standardncadsa100v4family",
    );
    const compute = await computes.get(workspace, "gpu");
    expect(compute.properties.properties?.vmSize).to.match(/^standard_nc24ads_a100_v4$/i);
  });

  it("uploads a file once, in blocks when it is big", async () => {
    const { datastores } = signed.azure;
    const path = join(folder, "big.jsonl");
    await writeFile(path, "x".repeat(20 * 1024 * 1024));
    const blob = await datastores.blobTarget(
      workspace,
      "workspaceblobstore",
      "LocalUpload/h1/big.jsonl",
    );
    expect(await blob.isComplete()).to.be.false;
    await blob.upload(path, await wholeFile(path));
    expect(await blob.isComplete()).to.be.true;
    expect(blob.url).to.contain(new URL(signed.local.url).host);
  });

  it("comes through faults of storage", async () => {
    const path = join(folder, "small.jsonl");
    await writeFile(path, "{}\n");
    for (const fault of [{ status: 503, code: "ServerBusy" }, "reset"]) {
      const name = `LocalUpload/h2/${typeof fault}.jsonl`;
      await signed.local.admin("POST", "/admin/faults", { method: "PUT", path: name, do: fault });
      const blob = await signed.azure.datastores.blobTarget(workspace, "workspaceblobstore", name);
      await blob.upload(path, await wholeFile(path));
      expect(await blob.isComplete()).to.be.true;
    }
    expect(
      (await signed.local.admin("GET", "/admin/faults")).text.match(/"hits":1/g),
    ).to.have.length(2);
  });

  it("says which role is missing when there is no SAS", async () => {
    const path = "/listSecrets$";
    await signed.local.admin("POST", "/admin/faults", {
      path,
      do: { status: 403, code: "Forbidden" },
    });
    const blob = await signed.azure.datastores.blobTarget(
      workspace,
      "workspaceblobstore",
      "LocalUpload/h3/a",
    );
    const error = await failure(blob.isComplete());
    expect(error).to.be.instanceOf(StorageAccessError);
    expect(error.message).to.contain("'Storage Blob Data Contributor'");
  });
});
