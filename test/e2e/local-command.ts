import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../../engine/cli-cache";

/** How a command ended, with everything that it printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run local -- …` on a state folder, as a user types it, in a process of its own. */
export function startLocal(state: string, args: readonly string[]): [ChildProcess, Promise<Ended>] {
  const script = join(checkout, "scripts", "start.cjs");
  const child = spawn(process.execPath, [script, "local", ...args, "--state", state], {
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((done) => {
    child.on("close", (code) => {
      done({ code, stdout, stderr });
    });
  });
  return [child, ended];
}

/** The same, to its end. */
export function local(state: string, ...args: readonly string[]): Promise<Ended> {
  return startLocal(state, args)[1];
}
