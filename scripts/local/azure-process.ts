import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkout } from "../../engine/cli-cache";
import { callAdmin, type Connection, readConnection, runningAzure } from "./connection";
import type { StateFiles } from "./state-folder";

/** Options of a start; what is undefined keeps what the state says. */
export interface StartOptions {
  /** Port of the first start of a state. */
  readonly port?: string;
  /** Date of the catalogue, like `2024-06-01`. */
  readonly asOf?: string;
  /** Emulated seconds per real second. */
  readonly speed?: string;
  /** Factor on every duration; 0 is at once. */
  readonly latency?: string;
}

const startTimeout = 60_000;
const stopTimeout = 20_000;
const program = join("local", "azure", "main.ts");

/**
 * Local Azure on this state: the one that runs, else a new process that outlives this one.
 * @throws Error with the last lines of its log when it does not come up within a minute
 */
export async function startAzure(
  files: StateFiles,
  options: StartOptions,
  log: (line: string) => void,
): Promise<Connection> {
  const running = await runningAzure(files.connection);
  if (running !== undefined) return changeRunning(running, options);
  log("Starting local Azure");
  mkdirSync(files.root, { recursive: true, mode: 0o700 });
  const output = openSync(files.log, "a", 0o600);
  const child = spawn(process.execPath, programArguments(files, options), {
    cwd: checkout,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  let ended: string | undefined;
  child.on("error", (error) => (ended = error.message));
  child.on("exit", (code) => (ended = `exit code ${code ?? "none"}`));
  const deadline = Date.now() + startTimeout;
  for (;;) {
    const ready = await runningAzure(files.connection);
    if (ready !== undefined) {
      child.unref();
      return ready;
    }
    if (ended !== undefined) throw new Error(noStart(`it ended (${ended})`, files));
    if (Date.now() > deadline) {
      child.kill();
      throw new Error(noStart(`it was not ready within ${startTimeout / 1000} s`, files));
    }
    await pause(100);
  }
}

function programArguments(files: StateFiles, options: StartOptions): string[] {
  const given = { port: options.port, "as-of": options.asOf, ...timing(options) };
  const flags = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return ["--require", "tsx/cjs", program, "--state", files.root, ...flags];
}

const timing = ({ speed, latency }: StartOptions) => ({ speed, latency });

async function changeRunning(running: Connection, options: StartOptions): Promise<Connection> {
  if (options.port !== undefined || options.asOf !== undefined) {
    throw new Error(
      `local Azure runs already (pid ${running.pid}); port and date are set at a start: npm run local -- stop`,
    );
  }
  const given = Object.entries(timing(options)).filter(([, value]) => value !== undefined);
  if (given.length === 0) return running;
  const change = Object.fromEntries(given.map(([name, value]) => [name, Number(value)]));
  const { status, body } = await callAdmin(running, "POST", "/admin/clock", change);
  if (status >= 300) throw new Error(`local Azure refused the change: ${JSON.stringify(body)}`);
  return { ...running, ...change };
}

function noStart(reason: string, { log }: StateFiles): string {
  const tail = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").slice(-8) : [];
  return [`local Azure did not start: ${reason}; its log is '${log}'`, ...tail].join("\n  ");
}

/**
 * Stops the local Azure of this state and waits for its end.
 * @returns its process number, or undefined when none was running
 */
export async function stopAzure(files: StateFiles): Promise<number | undefined> {
  const pid = readConnection(files.connection)?.pid;
  if (pid === undefined || !isOurs(pid, files)) return undefined;
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + stopTimeout;
  while (isOurs(pid, files)) {
    if (Date.now() > deadline) process.kill(pid, "SIGKILL");
    await pause(50);
  }
  return pid;
}

/** Numbers come again: only a process that runs local Azure on this very folder is ours. */
function isOurs(pid: number, files: StateFiles): boolean {
  try {
    const args = ["-ww", "-o", "args=", "-p", String(pid)];
    const line = execFileSync("ps", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return line.includes(`${program} --state ${files.root}`);
  } catch {
    return false; // ps fails for a process that is gone
  }
}
