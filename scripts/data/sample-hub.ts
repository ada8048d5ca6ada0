import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { checkout } from "../../engine/cli-cache";
import { sampleSplits } from "../../dataset/sample-files";
import { writeSampleParquet } from "../../dataset/sample-parquet";

/** The data set that the project itself makes: no hub of the world has it. */
export const sampleDataset = "azure-finetune/osprin-railway";

const startTimeout = 30_000;

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

async function withHub<T>(folder: string, work: (endpoint: string) => Promise<T>): Promise<T> {
  const program = join("local", "hub", "main.ts");
  const child = spawn(process.execPath, ["--require", "tsx/cjs", program, folder], {
    cwd: checkout,
    // Its end closes the hub, however it comes.
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((done) => child.once("close", done).once("error", done));
  try {
    return await work(await addressOf(child.stdout));
  } finally {
    child.stdin.end();
    await ended;
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

/** The first line that the hub prints says where it is. */
async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface(output);
  const timer = setTimeout(() => {
    lines.close();
  }, startTimeout);
  try {
    for await (const line of lines) return (JSON.parse(line) as { readonly url: string }).url;
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the local hub did not start within ${startTimeout / 1000} s`);
}
