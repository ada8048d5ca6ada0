import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What a command and all that it started took. */
export interface Measured {
  readonly seconds: number;
  /** Largest resident size of a single process, in MB; undefined where there is no /proc. */
  readonly peakMB: number | undefined;
  readonly code: number | null;
  readonly output: string;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const sampleMs = 50;

/** Runs a command to its end and watches the memory of all its processes. */
export async function measure({ command, args, cwd, env }: Command): Promise<Measured> {
  const start = process.hrtime.bigint();
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output += text.toString()));
  let peak = 0;
  const timer = setInterval(() => {
    for (const pid of family(child.pid ?? 0)) peak = Math.max(peak, highWaterKB(pid));
  }, sampleMs);
  const code = await new Promise<number | null>((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
  clearInterval(timer);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { seconds, peakMB: peak === 0 ? undefined : peak / 1024, code, output };
}

function family(root: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of listProc()) {
    const stat = read(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const all: number[] = [root];
  // Children that are added here are visited, too.
  for (const pid of all) all.push(...(parents.get(pid) ?? []));
  return all;
}

function listProc(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** VmHWM: the most that was ever resident, so that a short peak between two samples counts. */
function highWaterKB(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // the process has ended
  }
}

/** The middle of several runs, so that one disturbed run does not decide. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
