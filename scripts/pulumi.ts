import { checkout } from "../engine/cli-cache";
import { findCli } from "../engine/find-cli";
import { run } from "../engine/run";
import { printError } from "./print-error";
import { userEnvironment } from "./stack/pulumi";

/** The Pulumi CLI as the user would run it, on the project's Node and the user's own login and backend. */
async function main(args: readonly string[]): Promise<void> {
  const log = (line: string) => {
    console.error(line);
  };
  const cli = await findCli({ log });
  const { code } = await run(cli, args, { cwd: checkout, env: userEnvironment(cli) });
  process.exitCode = code;
}

main(process.argv.slice(2)).catch(printError);
