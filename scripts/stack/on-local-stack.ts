import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../engine/cli-cache";
import { stackFiles } from "../../engine/environment";
import { run } from "../../engine/run";
import { stackFile } from "../../engine/stack-health";
import { type LocalStack, openStack, projectName, stackName } from "../local/stack";
import type { StateFiles } from "../local/state-folder";
import { localCommand, npmCommand, stateArguments } from "./next-step";

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** A command that works on a stack, whichever it is. */
export type StackScript = "invoke" | "metrics";

/**
 * Runs a command on the stack of a state folder; starts local Azure where it does not run.
 * @throws Error that says how to make a stack when there is none
 */
export async function onLocalStack(
  script: StackScript,
  files: StateFiles,
  args: readonly string[],
): Promise<number> {
  const { backend } = stackFiles(files.pulumi, stackName);
  if (!existsSync(stackFile(backend, projectName(), stackName))) {
    const demo = npmCommand("demo", stateArguments(files.root));
    throw new Error(
      `there is no stack in '${files.root}' yet; make it by ${demo} or ${localCommand("up", files.root)}`,
    );
  }
  return startScript(script, await openStack(files, {}, say), args);
}

/** Runs a command in a process of its own: local Azure's CA has to be known before Node starts. */
export async function startScript(
  script: StackScript,
  { cli, env }: LocalStack,
  args: readonly string[],
): Promise<number> {
  const file = join(checkout, "scripts", `${script}.ts`);
  const node = { ...cli, command: process.execPath };
  const { code } = await run(
    node,
    ["--require", "tsx/cjs", file, "--stack", stackName, ...args],
    // A shell's own INIT_CWD leads to the folder in which relative paths are meant.
    { cwd: checkout, env },
  );
  return code;
}

/** Arguments of a command without `--state`, which the child process must not see again. */
export function withoutState(args: readonly string[]): string[] {
  return args.filter(
    (arg, index) =>
      arg !== "--state" && !arg.startsWith("--state=") && args[index - 1] !== "--state",
  );
}
