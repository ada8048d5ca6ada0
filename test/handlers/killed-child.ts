import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Properties } from "../../handlers/state";
import type { LocalAzure } from "../local/azure/start";
import { environmentOf } from "./on-local-azure";

const run = `
const { handler } = require(${JSON.stringify(join(process.cwd(), "handlers", "index.ts"))});
process.once("message", ({ callback, values }) => handler[callback](...values).then(() => process.exit(0)));
`;

/** Longer than a kill takes; then the request goes on, though nobody waits for it any more. */
export const heldSeconds = 2;

/**
 * Runs a callback of a handler in a process of its own and kills that with SIGKILL while a request that matches hangs:
 * the moment between what was done and what comes next. Rejects when the process ends by itself.
 */
export async function killedIn(
  local: LocalAzure,
  request: { readonly method: string; readonly path: string; readonly skip?: number },
  callback: "create" | "update",
  ...values: (string | Properties)[]
): Promise<void> {
  await local.admin("POST", "/admin/faults", { ...request, do: { delaySeconds: heldSeconds } });
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "--eval", run], {
    env: {
      ...process.env,
      ...environmentOf(local),
      NODE_EXTRA_CA_CERTS: local.connection.caFile,
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once("exit", (_, signal) => {
      resolve(signal);
    });
  });
  child.send({ callback, values });
  const isOver = () => child.exitCode !== null;
  while (!isOver() && !(await isHit(local))) await pause(20);
  child.kill("SIGKILL");
  await local.admin("DELETE", "/admin/faults");
  if ((await ended) !== "SIGKILL") throw new Error(`the process ended by itself: ${errors}`);
}

async function isHit(local: LocalAzure): Promise<boolean> {
  return (await local.admin("GET", "/admin/faults")).text.includes('"hits":1');
}
