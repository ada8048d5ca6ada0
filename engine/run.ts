import { constants } from "node:os";
import { spawn } from "node:child_process";
import type { Cli } from "./find-cli";

export interface RunOptions {
  /** Folder of the program. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** `inherit`: the CLI talks to the terminal; `capture`: its output is only returned. @default "inherit" */
  readonly output?: "inherit" | "capture";
  /** Text for the CLI's standard input, such as a state to import. */
  readonly input?: string;
}

export interface RunResult {
  /** The CLI's own exit code; 128 + the signal's number where a signal ended it. */
  readonly code: number;
  /** Empty with `inherit`. */
  readonly stdout: string;
  readonly stderr: string;
}

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs the CLI to its end, whatever its exit code. Signals go on to it, so that its second Ctrl-C keeps its meaning. */
export async function run(
  cli: Cli,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const { cwd, env, output = "inherit", input } = options;
  const outputs = output === "inherit" ? "inherit" : "pipe";
  const stdin = input !== undefined ? "pipe" : output === "inherit" ? "inherit" : "ignore";
  const child = spawn(cli.command, args, { cwd, env, stdio: [stdin, outputs, outputs] });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin?.on("error", () => undefined); // a CLI that ended early shows by its exit code
  child.stdin?.end(input);
  const onSignal = (signal: NodeJS.Signals) => {
    // A terminal sends Ctrl-C to the CLI too; a second one from us would end it at once.
    if (signal !== "SIGINT" || !hasTerminal()) child.kill(signal);
  };
  forwarded.forEach((signal) => process.on(signal, onSignal));
  try {
    const code = await new Promise<number>((done, fail) => {
      child.on("error", fail);
      child.on("close", (ended, by) => {
        done(ended ?? 128 + signalNumber(by));
      });
    });
    return { code, stdout, stderr };
  } finally {
    forwarded.forEach((signal) => process.removeListener(signal, onSignal));
  }
}

function hasTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}
