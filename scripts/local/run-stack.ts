import { spawn } from "node:child_process";
import { join } from "node:path";
import { checkout } from "../../engine/cli-cache";
import type { StackHealth } from "../../engine/stack-health";
import { openStack, type LocalStack, stackName } from "./stack";
import { localCommand } from "../stack/next-step";
import type { StateFiles } from "./state-folder";
import { watchAzure } from "./watch-azure";

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** What the CLI is called with. Nothing here costs anything, so it never asks. */
const cliArguments: Readonly<Record<string, readonly string[]>> = {
  up: ["up", "--yes", "--skip-preview"],
  preview: ["preview"],
  refresh: ["refresh", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};

const nextCommands: Readonly<Record<string, readonly string[]>> = {
  up: ["status", "preview", "destroy"],
  preview: ["up"],
  refresh: ["preview", "up"],
  destroy: ["up", "stop", "reset"],
  recover: ["up"],
};

/** Runs one of the CLI's commands on the stack, after a repair where a killed run has left one to do. */
export async function runStack(
  name: string,
  files: StateFiles,
  args: readonly string[],
): Promise<number> {
  const stack = await openStack(files, {}, say);
  const health = stack.health();
  if (health.kind === "running") throw new Error(inUse(health));
  const broken = health.kind === "broken";
  // After a run that failed by itself only what creates or deletes can meet something that the state does not know.
  const look = broken || (health.kind === "failed" && (name === "up" || name === "destroy"));
  if (look || name === "recover") {
    if (health.kind !== "sound")
      say(`The last run ${wasCut[health.kind]}; looking what it has left`);
    const code = await recoverStack(stack);
    if (code !== 0) return code;
  }
  if (name === "recover") {
    sayNext(name, files.root);
    return 0;
  }
  // An update or a delete that was cut off shows only when Azure is asked.
  const repair = broken && name !== "refresh" ? ["--refresh"] : [];
  const { pid } = stack.connection;
  const run = stack.pulumi([...(cliArguments[name] ?? [name]), ...repair, ...args]);
  const { code } = await watchAzure(pid, run, () => {
    const start = localCommand("start", files.root);
    say(
      `Local Azure (pid ${pid}) has ended. The run tries again for some minutes and then fails; to let it go on: ${start}`,
    );
  });
  if (code === 0) sayNext(name, files.root);
  return code;
}

const wasCut = { broken: "was killed", failed: "failed" };

function inUse({ pid, since }: Extract<StackHealth, { kind: "running" }>): string {
  return `another run works on this stack (pid ${pid}, since ${since}); wait for its end, or stop it with Ctrl-C there`;
}

/** In a process of its own: local Azure's CA has to be known before Node starts. */
function recoverStack({ env }: LocalStack): Promise<number> {
  const script = join(checkout, "scripts", "recover.ts");
  const child = spawn(
    process.execPath,
    ["--require", "tsx/cjs", script, "--stack", stackName, "--no-next"],
    {
      cwd: checkout,
      env,
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => {
      done(code ?? 1);
    });
  });
}

function sayNext(name: string, root: string): void {
  const commands = (nextCommands[name] ?? []).map((next) => `  ${localCommand(next, root)}`);
  if (commands.length > 0) say(["", "Next:", ...commands].join("\n"));
}
