import { dirname } from "node:path";
import { stackName } from "../local/stack";
import { stateFiles } from "../local/state-folder";
import { shellWords } from "../shell-words";

/** What a user does with a stack, by the CLI. */
export type StackAction = "up" | "preview" | "refresh" | "destroy";

type Environment = Readonly<Record<string, string | undefined>>;

/** The command for an action, as it is typed: a stack on local Azure has commands of its own. */
export function stackCommand(
  action: StackAction,
  stack: string,
  env: Environment = process.env,
): string {
  const root = localState(stack, env);
  return root === undefined ? `pulumi ${action} -s ${stack}` : localCommand(action, root);
}

/** `npm run local -- <command>` for a state folder. */
export function localCommand(command: string, root: string): string {
  return `npm run local -- ${[command, ...stateArguments(root)].join(" ")}`;
}

/** One of our own commands on the same stack again. */
export function ownCommand(
  command: "invoke" | "metrics",
  stack: string,
  args: readonly string[] = [],
  env: Environment = process.env,
): string {
  const root = localState(stack, env);
  return npmCommand(command, [
    ...(root === undefined ? ["--stack", stack] : stateArguments(root)),
    ...args,
  ]);
}

/** `npm run <command>`, with its arguments behind `--`. */
export function npmCommand(command: string, args: readonly string[]): string {
  return args.length === 0 ? `npm run ${command}` : `npm run ${command} -- ${args.join(" ")}`;
}

/** The option that leads to a state folder; none for the one that is found without. */
export function stateArguments(root: string): string[] {
  if (root === stateFiles().root) return [];
  return ["--state", shellWords([root])];
}

/** The state folder whose environment we run in: a stack's configuration is kept in it, not in the checkout. */
function localState(stack: string, env: Environment): string | undefined {
  const config = env.PULUMI_OPTION_CONFIG_FILE;
  if (stack !== stackName || config === undefined || config === "") return undefined;
  return dirname(dirname(config));
}
