import { statSync } from "node:fs";
import { basename } from "node:path";
import { contentHash, newContentHash } from "../dataset/content-hash";
import { assetVersion, blobPathOf, registerAsset } from "./data/data-asset";
import { fileProblems, isFile } from "./data-problems";
import { reconciler } from "./reconciler";
import { blobToWrite, withContainer } from "./data/blob-place";
import { whenAllowed } from "./when-allowed";

interface Inputs {
  readonly workspaceId: string;
  readonly datastore: string;
  readonly path: string;
  /** Data asset whose version stands for the content. */
  readonly assetName: string;
  /** Derived from the file. */
  readonly hash: string;
}

interface Outputs {
  readonly uri: string;
  /** Blob path inside the datastore. */
  readonly blobPath: string;
  readonly size: number;
  /** ARM ID of the version, by which jobs refer to the data; states of earlier versions have none. */
  readonly assetId?: string;
  readonly assetVersion?: string;
}

/** A local file in the workspace's blob store, under the hash of its content, and the data asset that stands for it. */
export const dataUpload = reconciler<Inputs, Outputs>({
  identity: ["workspaceId", "datastore"],
  // The same content under another path is the same data.
  ignored: ["path"],

  async derive({ path }) {
    return path !== undefined && isFile(path) ? { hash: await contentHash(path) } : {};
  },

  async problems({ path }) {
    const lines = path === undefined ? [] : await fileProblems(path);
    return lines.length > 0 ? { path: lines.join("\n    ") } : {};
  },

  async drift(olds, _known, { azure }) {
    const { datastores, dataAssets } = await azure();
    const { uri, blobPath, workspaceId, datastore, assetName, hash, assetId } = olds;
    const blob = await datastores.findBlob(workspaceId, datastore, blobPath);
    const gone = (await blob?.isComplete())
      ? []
      : [`${uri} is gone: the file will be uploaded again`];
    if (assetId === undefined) return [...gone, `${uri} will be registered as a data asset`];
    const asset = await dataAssets.find(workspaceId, assetName, assetVersion(hash));
    return asset ? gone : [...gone, `data asset '${assetId}' is gone: it will be registered again`];
  },

  async apply(inputs, context) {
    const { workspaceId, path, assetName, hash } = inputs;
    const { log } = context;
    const azure = await context.azure();
    const found = await azure.dataAssets.find(workspaceId, assetName, assetVersion(hash));
    const blobPath = blobPathOf(found, inputs, basename(path));
    const blob = await blobToWrite(azure, inputs, blobPath);
    const { size } = statSync(path);
    // Without account keys the caller's own role was granted a moment ago.
    await whenAllowed(azure, context, async () => {
      const onProgress = percentLog(size, log);
      const upload = () => blob.upload(path, { hash, hasher: newContentHash, onProgress });
      const sent = await withContainer(azure, inputs, context, upload);
      log(sentLine(basename(path), sent, size));
    });
    const { uri } = blob;
    const asset = await registerAsset(azure, inputs, { found, uri }, context);
    return { id: uri, uri, blobPath, size, assetId: asset.id, assetVersion: asset.name };
  },

  async observe(olds, { azure }) {
    const { workspaceId, datastore, assetName, hash, blobPath } = olds;
    const { datastores, dataAssets } = await azure();
    const blob = await datastores.findBlob(workspaceId, datastore, blobPath);
    if (!(await blob?.isComplete())) return undefined;
    if (olds.assetId === undefined) return {};
    return (await dataAssets.find(workspaceId, assetName, assetVersion(hash))) ? {} : undefined;
  },

  // File and data asset stay: finished jobs and models point at them, and other clients of the SDK share the file. They go
  // with account and workspace.
  remove: () => Promise.resolve(),
});

function sentLine(file: string, sent: number, size: number): string {
  if (sent === 0) return `${file} is there already: no byte is sent`;
  const rest = size - sent;
  const of = `${(size / 1e6).toFixed(1)} MB`;
  return rest > 0
    ? `${file} uploaded: ${of}, of which an interrupted upload had sent ${(rest / 1e6).toFixed(1)} MB`
    : `${file} uploaded: ${of}`;
}

/** Smaller files are sent before anyone could read the lines. */
const worthTelling = 20e6;

function percentLog(size: number, log: (line: string) => void): (bytes: number) => void {
  if (size < worthTelling) return () => undefined;
  let told = 0;
  return (bytes) => {
    const percent = Math.floor((bytes / Math.max(1, size)) * 10) * 10;
    if (percent <= told) return;
    told = percent;
    log(`uploaded ${percent} % of ${(size / 1e6).toFixed(1)} MB`);
  };
}
