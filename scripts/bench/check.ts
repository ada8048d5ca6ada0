import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeConversationLines } from "../../bench/conversations";
import { measure, median, type Measured } from "../../bench/measure";
import { checkout } from "../../engine/cli-cache";

/** Rows of the training file; the file to test with has a tenth of it. */
const sizes = [20_000, 200_000] as const;

/** `data:check` beside the same checks in Python, and its memory with ten times the rows. */
export async function benchCheck(runs: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const lines: string[] = [];
    const peaks: number[] = [];
    for (const rows of sizes) {
      const { ours, python } = await compare(await writeFiles(folder, rows), runs);
      const speed = median(ours.map((one, at) => (python[at]?.seconds ?? 0) / one.seconds));
      const limit = rows === sizes[1] ? " (at least 3.00)" : ", most of it start-up";
      lines.push(
        `check, ours:   ${show(ours, rows * 1.1)}`,
        `check, Python: ${show(python, rows * 1.1)}`,
        `  speed ratio ${speed.toFixed(2)}${limit}`,
      );
      peaks.push(peak(ours));
    }
    const [small = Number.NaN, large = Number.NaN] = peaks;
    return [
      ...lines,
      `  memory ratio of ten times the rows ${(large / small).toFixed(2)} (limit 1.20)`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The training file and the file to test with. */
async function writeFiles(folder: string, rows: number): Promise<readonly string[]> {
  const files = ["train", "test"].map((name) => join(folder, `${rows}-${name}.jsonl`));
  for (const [at, file] of files.entries())
    await writeConversationLines(file, { rows: at === 0 ? rows : rows / 10, seed: rows + at });
  return files;
}

async function compare(files: readonly string[], runs: number) {
  const script = join("scripts", "data-check.ts");
  const ours: Measured[] = [];
  const python: Measured[] = [];
  for (let run = 0; run < runs; run += 1) {
    ours.push(await measured(process.execPath, ["--require", "tsx/cjs", script, ...files]));
    python.push(await measured("python3", [join("bench", "python", "check.py"), ...files]));
  }
  return { ours, python };
}

async function measured(command: string, args: readonly string[]): Promise<Measured> {
  const env = { PATH: process.env.PATH ?? "" };
  const result = await measure({ command, args, cwd: checkout, env });
  if (result.code !== 0)
    throw new Error(`'${command} ${args.join(" ")}' failed:\n${result.output}`);
  return result;
}

const peak = (runs: readonly Measured[]): number =>
  median(runs.map(({ peakMB }) => peakMB ?? Number.NaN));

function show(runs: readonly Measured[], rows: number): string {
  const seconds = median(runs.map((one) => one.seconds));
  const speed = Math.round(rows / seconds);
  return `${Math.round(rows)} rows in ${seconds.toFixed(1)} s, ${speed} rows/s, ${peak(runs).toFixed(0)} MB`;
}
