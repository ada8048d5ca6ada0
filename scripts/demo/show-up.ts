import { spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { checkout } from "../../engine/cli-cache";
import type { LocalStack } from "../local/stack";
import { Progress } from "./progress";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs the CLI on the stack and shows what it prints in a readable form. @returns its exit code */
export async function showUp({ cli, env }: LocalStack, args: readonly string[]): Promise<number> {
  const child = spawn(cli.command, [...args, "--non-interactive", "--color", "never"], {
    cwd: checkout,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const onSignal = (signal: NodeJS.Signals) => {
    // A terminal sends Ctrl-C to the CLI too; a second one from us would end it at once.
    const sent = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    if (signal !== "SIGINT" || !sent) child.kill(signal);
  };
  forwarded.forEach((signal) => process.on(signal, onSignal));
  const began = Date.now();
  const progress = new Progress(() => (Date.now() - began) / 1000);
  createInterface(child.stdout).on("line", (line) => {
    progress.shorten(line).forEach((shown) => {
      console.log(shown);
    });
  });
  try {
    return await new Promise<number>((done, fail) => {
      child.on("error", fail);
      child.on("close", (code, by) => {
        done(code ?? 128 + (by === null ? 0 : constants.signals[by]));
      });
    });
  } finally {
    forwarded.forEach((signal) => process.removeListener(signal, onSignal));
  }
}
