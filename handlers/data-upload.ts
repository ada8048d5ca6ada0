import { statSync } from "node:fs";
import { basename } from "node:path";
import { contentHash } from "../dataset/content-hash";
import { fileProblems, isFile } from "./data-problems";
import { reconciler } from "./reconciler";
import { whenAllowed } from "./when-allowed";

interface Inputs {
  readonly workspaceId: string;
  readonly datastore: string;
  readonly path: string;
  /** Derived from the file. */
  readonly hash: string;
}

interface Outputs {
  readonly uri: string;
  /** Blob path inside the datastore. */
  readonly blobPath: string;
  readonly size: number;
}

/** A local file in the workspace's blob store, under the hash of its content. */
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

  async drift({ uri, blobPath, workspaceId, datastore }, _known, { azure }) {
    const blob = await (await azure()).datastores.blobTarget(workspaceId, datastore, blobPath);
    return (await blob.isComplete()) ? [] : [`${uri} is gone: the file will be uploaded again`];
  },

  async apply({ workspaceId, datastore, path, hash }, context) {
    const { log } = context;
    const azure = await context.azure();
    const blobPath = `LocalUpload/${hash}/${basename(path)}`;
    const blob = await azure.datastores.blobTarget(workspaceId, datastore, blobPath);
    const { size } = statSync(path);
    // Without account keys the caller's own role was granted a moment ago.
    await whenAllowed(azure, context, async () => {
      if (await blob.isComplete()) log(`${basename(path)} is there already: no byte is sent`);
      else await blob.upload(path, { onProgress: percentLog(size, log) });
    });
    return { id: blob.uri, uri: blob.uri, blobPath, size };
  },

  async observe({ workspaceId, datastore, blobPath, uri, size }, { azure }) {
    const blob = await (await azure()).datastores.blobTarget(workspaceId, datastore, blobPath);
    return (await blob.isComplete()) ? { uri, blobPath, size } : undefined;
  },

  // The file stays: finished jobs and models point at it, and other clients of the SDK share it. It goes with its account.
  remove: () => Promise.resolve(),
});

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
