import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import { checkFile } from "../dataset/check";
import { contentHash } from "../dataset/content-hash";
import { reconciler } from "./reconciler";

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

/** How many bad rows are listed before the count of the rest. */
const listedRows = 20;

/** A local file in the workspace's blob store, under the hash of its content. */
export const dataUpload = reconciler<Inputs, Outputs>({
  identity: ["workspaceId", "datastore"],
  // The same content under another path is the same data.
  ignored: ["path"],

  async derive({ path }) {
    return path !== undefined && isFile(path) ? { hash: await contentHash(path) } : {};
  },

  async problems({ path }) {
    if (path === undefined) return {};
    if (!isFile(path)) {
      return {
        path: `'${path}' is no file; name an existing JSON Lines file in data.train and data.test`,
      };
    }
    const lines = await rowProblems(path);
    return lines.length > 0 ? { path: lines.join("\n    ") } : {};
  },

  async drift({ uri, blobPath, workspaceId, datastore }, _known, { azure }) {
    const blob = await (await azure()).datastores.blobTarget(workspaceId, datastore, blobPath);
    return (await blob.isComplete()) ? [] : [`${uri} is gone: the file will be uploaded again`];
  },

  async apply({ workspaceId, datastore, path, hash }, { azure, log }) {
    const blobPath = `LocalUpload/${hash}/${basename(path)}`;
    const blob = await (await azure()).datastores.blobTarget(workspaceId, datastore, blobPath);
    const { size } = statSync(path);
    if (await blob.isComplete()) log(`${basename(path)} is there already: no byte is sent`);
    else await blob.upload(path, { onProgress: percentLog(size, log) });
    return { id: blob.uri, uri: blob.uri, blobPath, size };
  },

  async observe({ workspaceId, datastore, blobPath, uri, size }, { azure }) {
    const blob = await (await azure()).datastores.blobTarget(workspaceId, datastore, blobPath);
    return (await blob.isComplete()) ? { uri, blobPath, size } : undefined;
  },

  // The file stays: finished jobs and models point at it, and other clients of the SDK share it. It goes with its account.
  remove: () => Promise.resolve(),
});

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

async function rowProblems(path: string): Promise<string[]> {
  const lines: string[] = [];
  let count = 0;
  for await (const { line, field, expected, found } of checkFile(path)) {
    count += 1;
    if (count <= listedRows)
      lines.push(`'${path}' line ${line}: ${field} must be ${expected}; found ${found}`);
  }
  if (count > listedRows) lines.push(`… and ${count - listedRows} more bad rows`);
  return lines;
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
