import { mkdtempSync, openSync, rmSync, writeSync, closeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure } from "../../bench/measure";
import { checkout } from "../../engine/cli-cache";

const megabytes = [50, 500] as const;

/** Memory of hashing a file and one ten times as large, each in a process of its own. */
export async function benchUpload(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const peaks: number[] = [];
    for (const size of megabytes) {
      const file = join(folder, `${size}.jsonl`);
      writeFile(file, size);
      const program = `require("./dataset/content-hash").contentHash(${JSON.stringify(file)})`;
      const result = await measure({
        command: process.execPath,
        args: ["--require", "tsx/cjs", "--eval", program],
        cwd: checkout,
        env: { PATH: process.env.PATH ?? "" },
      });
      if (result.code !== 0) throw new Error(`hashing failed:\n${result.output}`);
      peaks.push(result.peakMB ?? Number.NaN);
    }
    const [small = Number.NaN, large = Number.NaN] = peaks;
    return [
      `hash of ${megabytes[0]} MB: peak ${small.toFixed(0)} MB; of ${megabytes[1]} MB: peak ${large.toFixed(0)} MB`,
      `  memory ratio ${(large / small).toFixed(2)} (limit 1.20)`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeFile(file: string, size: number): void {
  const block = Buffer.alloc(1 << 20, `${JSON.stringify({ messages: [] })}\n`);
  const open = openSync(file, "w");
  for (let index = 0; index < size; index += 1) writeSync(open, block);
  closeSync(open);
}
