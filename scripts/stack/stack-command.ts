import { Command } from "commander";
import { stateFiles } from "../local/state-folder";
import { onLocalStack, type StackScript, withoutState } from "./on-local-stack";
import { openPulumi } from "./pulumi";
import { readStack, type StackView } from "./read-stack";

interface StackOptions {
  readonly state?: string;
  readonly stack?: string;
}

/**
 * A command that reads a stack: the one on local Azure, or by `--stack` any other of the user's own login.
 * @param define adds options of its own, which `act` reads
 */
export function stackCommandLine(
  name: StackScript,
  description: string,
  define: (command: Command) => Command,
  act: (stack: StackView, command: Command) => Promise<void>,
): Command {
  const command = new Command(name)
    .description(description)
    .option("-s, --stack <name>", "a stack of your own login and backend, such as dev")
    .option("--state <dir>", "folder of the stack on local Azure (default: one per checkout)");
  return define(command).action(async () => {
    const { stack, state } = command.opts<StackOptions>();
    if (stack !== undefined && state !== undefined) {
      throw new Error("--state is of the stack on local Azure; leave out --stack or --state");
    }
    if (stack === undefined) {
      const args = withoutState(process.argv.slice(2));
      process.exitCode = await onLocalStack(name, stateFiles(state), args);
      return;
    }
    process.stdout.on("error", () => undefined); // a reader that has left, such as 'head'
    await act(await readStack(stack, await openPulumi()), command);
  });
}
