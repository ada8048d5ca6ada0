import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { atOnce, type Moment } from "./kill-moments";
import { type Ended, startLocal } from "./local-command";
import { descendants, isAlive, until } from "./processes";
import type { TestStack } from "./stack";

/** Which process of a run is meant. */
export type Program = "CLI" | "handlers" | "stand-in" | "recover";

const commands: Readonly<Record<Program, RegExp>> = {
  CLI: /^\S*\/pulumi (up|destroy|refresh)/,
  handlers: /cmd\/dynamic-provider/,
  "stand-in": /local\/provider\/main\.ts/,
  recover: /scripts\/recover\.ts/,
};
/** Seconds; longer than it takes to see that a request is held, even on a loaded machine. */
const held = 20;

/** A run that has reached its moment. */
export interface RunInTheMiddle {
  /** The command itself. */
  readonly pid: number;
  /** All processes that it has started. */
  readonly family: readonly number[];
  /** What it has printed up to now. */
  readonly output: () => string;
}

/** Starts `npm run local -- …`, kills at the moment, and checks that every process of the run ends. */
export async function killAt(
  stack: TestStack,
  command: readonly string[],
  victims: readonly Program[],
  moment: Moment,
): Promise<Ended> {
  const result = await interruptAt(stack, command, moment, async ({ family }) => {
    processesOfRun(family, victims).forEach((pid) => process.kill(pid, "SIGKILL"));
    await until(() => !family.some(isAlive));
  });
  expect(result.code, result.stdout).to.not.equal(0);
  return result;
}

/** Starts a command, does something at the moment, and waits for the command's end. */
export async function interruptAt(
  stack: TestStack,
  command: readonly string[],
  moment: Moment,
  act: (run: RunInTheMiddle) => Promise<void>,
): Promise<Ended> {
  await stack.client.admin("POST", "/admin/clock", moment.clock ?? atOnce);
  for (const { method, path, skip = 0 } of moment.held ?? []) {
    await stack.fault({
      method,
      path: `${path}$`,
      skip,
      do: { delaySeconds: moment.heldSeconds ?? held },
    });
  }
  const since = await stack.mark();
  const began = new Date().toISOString();
  const [script, ended] = startLocal(stack.files.root, command);
  const pid = script.pid ?? 0;
  let end: Ended | undefined;
  void ended.then((result) => (end = result));
  let output = "";
  const add = (data: Buffer) => (output += data.toString());
  script.stdout?.on("data", add);
  script.stderr?.on("data", add);
  try {
    const arrived = async () =>
      end !== undefined || (await isReached(stack, moment, { since, began }));
    await untilAsked(arrived, moment.title);
    expect(end, `the run ended before ${moment.title}: ${end?.stdout ?? ""}`).to.equal(undefined);
    await act({ pid, family: descendants(pid), output: () => output });
    return await ended;
  } finally {
    [pid, ...descendants(pid)].filter(isAlive).forEach((one) => process.kill(one, "SIGKILL"));
    await stack.client.admin("DELETE", "/admin/faults").catch(() => undefined); // it may be killed
  }
}

/** The processes of a run that are meant by these names. */
export function processesOfRun(
  family: readonly number[],
  programs: readonly Program[],
): readonly number[] {
  return programs.map((name) => {
    const pid = family.find((one) => commands[name].test(commandOf(one)));
    if (pid === undefined) throw new Error(`the run has no process '${name}'`);
    return pid;
  });
}

/** Waits until something is true that has to be asked for. */
export async function untilAsked(condition: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not in 90 s: ${what}`);
    await pause(20);
  }
}

async function isReached(
  stack: TestStack,
  { held: requestsHeld = [], accepted = [] }: Moment,
  { since, began }: { readonly since: number; readonly began: string },
): Promise<boolean> {
  const { body } = await stack.client.admin("GET", "/admin/faults");
  const hits = (body.faults as { hits: number }[]).filter((fault) => fault.hits > 0);
  if (hits.length < requestsHeld.length) return false;
  // A request that was held at an earlier moment is answered now, long after its run.
  const requests = (await stack.requests(since)).filter((one) => one.began >= began);
  return accepted.every(({ method, path }) => {
    const pattern = new RegExp(`${path}$`, "i");
    return requests.some(
      (one) => one.method === method && one.status < 300 && pattern.test(one.path),
    );
  });
}

function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-ww", "-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return ""; // gone
  }
}
