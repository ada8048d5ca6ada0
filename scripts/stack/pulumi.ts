import { delimiter, dirname } from "node:path";
import { checkout } from "../../engine/cli-cache";
import { type Cli, findCli } from "../../engine/find-cli";
import { checkoutVariable } from "../../engine/launchers";
import { run, type RunResult } from "../../engine/run";

/** Asks the CLI, non-interactively; its output is only returned. `input` is its standard input. */
export type Pulumi = (args: readonly string[], input?: string) => Promise<RunResult>;

/** The CLI on the user's own login and backend, and on a stack where one is named. */
export async function openPulumi(stack?: string): Promise<Pulumi> {
  const cli = await findCli();
  const env = userEnvironment(cli, stack);
  return (args, input) =>
    run(cli, [...args, "--non-interactive"], {
      cwd: checkout,
      env,
      output: "capture",
      ...(input === undefined ? {} : { input }),
    });
}

/** What the user's own environment has, and the CLI and this Node first on PATH. */
export function userEnvironment(cli: Cli, stack?: string): Record<string, string> {
  const given = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    ...Object.fromEntries(given),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    [checkoutVariable]: checkout,
    ...(stack === undefined ? {} : { PULUMI_STACK: stack }),
    PATH: [cli.folder, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
  };
}
