import { createInterface } from "node:readline/promises";
import { stackFiles } from "../../engine/environment";
import { stackHealth } from "../../engine/stack-health";
import { startAzure, type StartOptions, stopAzure } from "./azure-process";
import { projectName, stackName } from "./stack";
import { removeState, type StateFiles } from "./state-folder";

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Starts local Azure, or changes the speed of the one that runs. */
export async function start(files: StateFiles, options: StartOptions): Promise<number> {
  const { pid, url, asOf, speed, latency } = await startAzure(files, options, say);
  say(
    `Local Azure runs: ${url} (pid ${pid}), catalogue of ${asOf}, speed ${speed}, latency ${latency}`,
  );
  return 0;
}

/** Stops local Azure. */
export async function stop(files: StateFiles): Promise<number> {
  refuseDuringRun(files);
  const pid = await stopAzure(files);
  say(pid === undefined ? "Local Azure was not running" : `Local Azure is stopped (pid ${pid})`);
  return 0;
}

/** Stops local Azure and removes the state, after a question. */
export async function reset(files: StateFiles, isSure: boolean): Promise<number> {
  refuseDuringRun(files);
  if (!isSure && !(await ask(`Remove local Azure and its stack in '${files.root}'? [y/N] `))) {
    say("Nothing was removed");
    return 1;
  }
  await stopAzure(files);
  removeState(files);
  say(`Removed '${files.root}'`);
  return 0;
}

/** A run in the middle of its work would meet a cloud that is gone. */
function refuseDuringRun(files: StateFiles): void {
  const { backend } = stackFiles(files.pulumi, stackName);
  const health = stackHealth(backend, projectName(), stackName);
  if (health.kind === "running") {
    throw new Error(
      `a run works on this state (pid ${health.pid}, since ${health.since}); end it first`,
    );
  }
}

async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Error("there is no terminal to ask: npm run local -- reset --yes");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}
