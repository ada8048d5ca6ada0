import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeConversations } from "../../bench/conversations";
import { type Measured, measure, median } from "../../bench/measure";
import { checkout } from "../../engine/cli-cache";
import { benchBytes } from "./bytes";

const env = { PATH: process.env.PATH ?? "", HF_HUB_OFFLINE: "1" };

/** Ours beside Python's, from the same parquet file to the same two files. */
interface Comparison {
  readonly name: string;
  /** Options of our program, and of Python's. */
  readonly ours: readonly string[];
  readonly python: readonly string[];
  /** How many times Python's rows per second ours have to be. */
  readonly times: number;
}

const program = [process.execPath, "--require", "tsx/cjs", "bench/prepare-rows.ts"];
const checks = ["--checks"];
const comparisons: readonly Comparison[] = [
  { name: "without checks", ours: [], python: [], times: 2 },
  { name: "with all checks, Python without", ours: checks, python: [], times: 0.8 },
  { name: "with all checks, Python with the same", ours: checks, python: checks, times: 3 },
];

/**
 * From local parquet to two split files, beside Python's `datasets` doing the tutorial's steps, and what 1 % costs on the hub.
 * @param rows of the comparison; a tenth of them shows whether memory grows
 */
export async function benchData(runs: number, rows: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const [all, tenth] = [join(folder, "all.parquet"), join(folder, "tenth.parquet")];
    await writeConversations(all, { rows, seed: 1 });
    await writeConversations(tenth, { rows: rows / 10, seed: 1 });
    const python = makePython(folder);
    const lines: string[] = [];
    for (const comparison of comparisons)
      lines.push(...(await compare(comparison, { runs, rows, all, folder, python })));
    const peaks: [number, number][] = [];
    for (let run = 0; run < runs; run += 1)
      peaks.push([
        peak(await timed(program, tenth, folder)),
        peak(await timed(program, all, folder)),
      ]);
    const [small, large] = [median(peaks.map(([one]) => one)), median(peaks.map(([, one]) => one))];
    return [
      ...lines,
      `data, memory for ${rows / 10} rows ${small.toFixed(0)} MB, for ${rows} rows ${large.toFixed(0)} MB`,
      `  memory ratio ${(large / small).toFixed(2)} (limit 1.20)`,
      ...(await benchBytes(all, folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly runs: number;
  readonly rows: number;
  readonly all: string;
  readonly folder: string;
  readonly python: string;
}

async function compare(
  { name, ours, python: options, times }: Comparison,
  { runs, rows, all, folder, python }: Place,
): Promise<string[]> {
  const theirs = [python, join(checkout, "bench", "python", "prepare.py")];
  const pairs: [Measured, Measured][] = [];
  for (let run = 0; run < runs; run += 1)
    pairs.push([
      await timed(program, all, folder, ours),
      await timed(theirs, all, folder, options),
    ]);
  const column = (pick: (pair: [Measured, Measured]) => number) => median(pairs.map(pick));
  const show = (side: 0 | 1) =>
    `${column((pair) => rows / pair[side].seconds).toFixed(0)} rows/s, ${column((pair) => peak(pair[side])).toFixed(0)} MB`;
  const speed = column(([a, b]) => b.seconds / a.seconds);
  const memory = column(([a, b]) => peak(a) / peak(b));
  return [
    `data ${name}, ours:   ${show(0)}`,
    `data ${name}, Python: ${show(1)}`,
    `  speed ratio ${speed.toFixed(2)} (at least ${times.toFixed(2)}), memory ratio ${memory.toFixed(2)} (limit 0.50)`,
  ];
}

/** A run from nothing: what an earlier one has written or cached would be found. */
async function timed(
  words: readonly string[],
  parquet: string,
  folder: string,
  options: readonly string[] = [],
): Promise<Measured> {
  const out = join(folder, "out");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const [command = "", ...args] = [...words, parquet, out, ...options];
  const home = { HF_HOME: join(out, "home") };
  const result = await measure({ command, args, cwd: checkout, env: { ...env, ...home } });
  if (result.code !== 0)
    throw new Error(`'${command} ${args.join(" ")}' failed:\n${result.output}`);
  return result;
}

const peak = ({ peakMB }: Measured): number => peakMB ?? Number.NaN;

/** A Python of the bench's own with `datasets` from PyPI. @returns its interpreter */
function makePython(folder: string): string {
  const venv = join(folder, "venv");
  const python = join(venv, "bin", "python");
  const requirements = join(checkout, "bench", "python", "requirements.txt");
  execFileSync("python3", ["-m", "venv", venv]);
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  execFileSync(python, [...install, "-r", requirements], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return python;
}
