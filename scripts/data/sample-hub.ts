import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleSplits } from "../../dataset/sample-files";
import { writeSampleParquet } from "../../dataset/sample-parquet";
import { withHub } from "./hub-process";

/** The data set that the project itself makes: no hub of the world has it. */
export const sampleDataset = "azure-finetune/osprin-railway";

/** The hub's own way to say which files belong to which split. */
const card = `---
configs:
- config_name: default
  data_files:
  - split: train_sft
    path: data/train_sft-*.parquet
  - split: test_sft
    path: data/test_sft-*.parquet
---
`;

/**
 * Works with a hub on this machine that serves the sample as a data set, and ends it afterwards.
 * @param work gets the hub's address
 */
export async function withSampleHub<T>(work: (endpoint: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "sample-hub-"));
  try {
    writeDataset(join(folder, sampleDataset));
    return await withHub(folder, work);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeDataset(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "README.md"), card);
  for (const [split, rows] of Object.entries(sampleSplits())) {
    const file = join(folder, "data", `${split}-00000-of-00001.parquet`);
    writeSampleParquet(file, rows, { rowGroupSize: 100 });
  }
}
