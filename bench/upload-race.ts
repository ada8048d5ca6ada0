/**
 * Uploads a file to local Azure in turn by our own client and by @azure/storage-blob's `uploadFile`, with blocks of one size and
 * as many at a time; prints `{ours, theirs}` in seconds. With a third argument it only uploads the file once more.
 * Arguments: file, runs, `again`. The login comes from the environment.
 */
import { connect, type Azure } from "../azure/client";
import { lazy } from "../azure/lazy";
import { contentHash, newContentHash } from "../dataset/content-hash";

const [path = "", runs = "3", again] = process.argv.slice(2);
const location = "eastus";
const store = "workspaceblobstore";

async function makeWorkspace({ arm, subscriptionId }: Azure): Promise<string> {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/bench`;
  const storageAccount = `${group}/providers/Microsoft.Storage/storageAccounts/benchupload`;
  const keyVault = `${group}/providers/Microsoft.KeyVault/vaults/bench-upload`;
  const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/bench`;
  const { ARM_TENANT_ID: tenantId } = process.env;
  await arm.put(group, "2024-03-01", { location });
  const sku = { name: "Standard_LRS" };
  await arm.put(storageAccount, "2024-01-01", { location, sku, kind: "StorageV2", properties: {} });
  const vault = { tenantId, sku: { family: "A", name: "standard" }, accessPolicies: [] };
  await arm.put(keyVault, "2024-11-01", { location, properties: vault });
  const identity = { type: "SystemAssigned" };
  const properties = { storageAccount, keyVault };
  await arm.put(workspace, "2025-12-01", { location, identity, properties });
  return workspace;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function main(): Promise<void> {
  const azure = await connect({}, { waits: { intervalSeconds: 0.1 } });
  const workspace = await makeWorkspace(azure);
  const hash = await contentHash(path);
  const target = (name: string) =>
    azure.datastores.blobTarget(workspace, store, `LocalUpload/${hash}/${name}`);
  const ours = async (name: string) => {
    const blob = await target(name);
    return timed(() => blob.upload(path, { hash, hasher: newContentHash }));
  };
  if (again !== undefined) {
    await ours("ours-0");
    return;
  }
  const { BlockBlobClient } = lazy("@azure/storage-blob") as typeof import("@azure/storage-blob");
  const secrets = await azure.arm.post<{ sasToken: string }>(
    `${workspace}/datastores/${store}/listSecrets`,
    "2025-12-01",
    { expirableSecret: true, expireAfterHours: 1 },
    { retry: "safe" },
  );
  const blockSize = 8 * 1024 * 1024;
  const options = { blockSize, concurrency: 4, maxSingleShotSize: blockSize };
  const theirs = async (name: string) => {
    const client = new BlockBlobClient(`${(await target(name)).url}?${secrets.sasToken}`);
    return timed(() => client.uploadFile(path, options));
  };
  await ours("warm-ours");
  await theirs("warm-theirs");
  const taken: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let run = 0; run < Number(runs); run += 1) {
    taken.theirs.push(await theirs(`theirs-${run}`));
    taken.ours.push(await ours(`ours-${run}`));
  }
  console.log(JSON.stringify(taken));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
