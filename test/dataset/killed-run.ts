import { spawn } from "node:child_process";
import { setImmediate as soon } from "node:timers/promises";
import { checkout } from "../../engine/cli-cache";

/** Runs a test's TypeScript program and kills it as soon as something is there. @throws Error when it ended before */
export async function killOnceThere(
  [script, ...args]: readonly [script: string, ...args: string[]],
  isThere: () => boolean,
): Promise<void> {
  const child = spawn(process.execPath, ["--require", "tsx/cjs", script, ...args], {
    cwd: checkout,
    stdio: "inherit",
  });
  const ended = new Promise((done) => child.once("close", done));
  while (!isThere() && child.exitCode === null && child.signalCode === null) await soon();
  const isKilled = child.kill("SIGKILL");
  await ended;
  if (!isKilled || child.signalCode !== "SIGKILL")
    throw new Error(`'${script}' ended before it was killed`);
}
