import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Properties } from "../../handlers/state";
import { endOf } from "../e2e/processes";
import type { LocalAzure } from "../local/azure/start";
import { environmentOf } from "./on-local-azure";

const run = `
const { handler } = require(${JSON.stringify(join(process.cwd(), "handlers", "index.ts"))});
process.once("message", ({ callback, values }) => handler[callback](...values).then(() => process.disconnect()));
`;

/** Longer than a kill takes; then the request goes on, though nobody waits for it any more. */
export const heldSeconds = 2;

/** A callback of the engine, with its arguments. */
export type Call = readonly [
  callback: "check" | "create" | "update" | "delete",
  ...values: (string | Properties)[],
];

/**
 * Runs a callback of a handler in a process of its own and kills that with SIGKILL while a request that matches hangs:
 * the moment between what was done and what comes next. Rejects when the process ends by itself, and when another
 * process is left that it has started.
 */
export async function killedIn(
  local: LocalAzure,
  request: { readonly method: string; readonly path: string; readonly skip?: number },
  ...call: Call
): Promise<void> {
  await local.admin("POST", "/admin/faults", { ...request, do: { delaySeconds: heldSeconds } });
  const { child, ended } = start(local, call);
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  while (!isOver() && !(await isHit(local))) await pause(20);
  child.kill("SIGKILL");
  await local.admin("DELETE", "/admin/faults");
  const { signal, errors } = await ended;
  if (signal !== "SIGKILL") throw new Error(`the process ended by itself: ${errors}`);
}

/**
 * Runs a callback in a process of its own, until that ends because nothing keeps it. Rejects when the callback fails, and
 * when a timer, a server or another process of its is left for so many seconds.
 */
export async function endedAfter(local: LocalAzure, seconds: number, ...call: Call): Promise<void> {
  const { child, ended } = start(local, call);
  await Promise.race([once(child, "disconnect"), ended]);
  const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
  const { code, errors } = await ended;
  clearTimeout(timer);
  if (code !== 0) throw new Error(code === null ? "something keeps the process" : errors);
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

function start(
  local: LocalAzure,
  [callback, ...values]: Call,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  // By this all its processes are found, those without a parent too.
  const mark = randomUUID();
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "--eval", run], {
    env: {
      ...process.env,
      ...environmentOf(local),
      NODE_EXTRA_CA_CERTS: local.connection.caFile,
      TEST_MARK: mark,
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, "exit").then(async ([code, signal]): Promise<Ended> => {
    const left = await endOf(mark);
    if (left.length > 0) throw new Error(`processes that are left: ${left.join(", ")}`);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, errors };
  });
  child.send({ callback, values });
  return { child, ended };
}

async function isHit(local: LocalAzure): Promise<boolean> {
  return (await local.admin("GET", "/admin/faults")).text.includes('"hits":1');
}
