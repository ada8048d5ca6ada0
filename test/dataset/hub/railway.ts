import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Patience } from "../../../dataset/hub/transport";
import { sampleConversations, type SampleRow } from "../../../dataset/sample-conversations";
import { writeSampleParquet } from "../../../dataset/sample-parquet";
import { startHub, type HubOptions, type RunningHub } from "../../../local/hub/server";

export const dataset = "osprin/railway";
/** 300 and 180 for training, 60 for tests; 25 in a row group. */
export const railwayRows = sampleConversations({ rows: 540, seed: 7 });
export const trainRows = railwayRows.slice(0, 480);

export const impatient: Patience = {
  attempts: 3,
  firstWait: 5,
  longestWait: 20,
  longestRetryAfter: 2000,
  connect: 2000,
  stall: 1000,
};

const card = `---
configs:
- config_name: default
  data_files:
  - split: train_sft
    path: data/train_sft-*
  - split: test_sft
    path: data/test_sft-*
---
`;

export function writeDataset(
  folder: string,
  files: Readonly<Record<string, string | readonly SampleRow[]>>,
): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === "string") writeFileSync(file, content);
    else writeSampleParquet(file, content, { rowGroupSize: 25 });
  }
}

export interface RailwayHub extends RunningHub {
  /** Of the data sets. */
  readonly folder: string;
  readonly cache: string;
  /** Bytes of files that were asked for since the last call. */
  takeBytes(): number;
  stop(): Promise<void>;
}

/** A local hub with one data set laid out as ultrachat_200k, and an empty cache. */
export async function startRailway(options: Partial<HubOptions> = {}): Promise<RailwayHub> {
  const root = mkdtempSync(join(tmpdir(), "hub-"));
  const folder = join(root, "hub");
  writeDataset(join(folder, dataset), {
    "README.md": card,
    "data/train_sft-00000-of-00002-3a.parquet": railwayRows.slice(0, 300),
    "data/train_sft-00001-of-00002-3a.parquet": railwayRows.slice(300, 480),
    "data/test_sft-00000-of-00001-7b.parquet": railwayRows.slice(480),
  });
  const hub = await startHub({ folder, ...options });
  let taken = 0;
  return {
    ...hub,
    folder,
    cache: join(root, "cache"),
    takeBytes() {
      const all = hub.requests.reduce((sum, { bytes }) => sum + bytes, 0);
      const since = all - taken;
      taken = all;
      return since;
    },
    async stop() {
      await hub.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
