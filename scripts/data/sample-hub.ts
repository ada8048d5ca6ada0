import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
    path: data/train_sft-*
  - split: test_sft
    path: data/test_sft-*
---
`;

/**
 * Works with a hub on this machine that serves the sample as a data set, and ends it afterwards.
 * @param folder where its parquet files lie; made when they are not there
 * @param work gets the hub's address
 */
export async function withSampleHub<T>(
  folder: string,
  work: (endpoint: string) => Promise<T>,
): Promise<T> {
  writeDataset(join(folder, sampleDataset));
  const program = join("local", "hub", "main.ts");
  const child = spawn(process.execPath, ["--require", "tsx/cjs", program, folder], {
    cwd: checkout,
    // Its end closes the hub, however it comes.
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    return await work(await addressOf(child.stdout));
  } finally {
    child.stdin.end();
    await new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) done(undefined);
      else child.once("close", done);
    });
  }
}

function writeDataset(folder: string): void {
  const splits = sampleSplits();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "README.md"), card);
  for (const [split, rows] of Object.entries(splits)) {
    const name = createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 16);
    const file = join(folder, "data", `${split}-00000-of-00001-${name}.parquet`);
    mkdirSync(dirname(file), { recursive: true });
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
