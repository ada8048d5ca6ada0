import { Command } from "commander";
import type { StartOptions } from "./local/azure-process";
import { printEnvironment, printStatus } from "./local/report";
import { runStack } from "./local/run-stack";
import { reset, start, stop } from "./local/service";
import { type StateFiles, stateFiles } from "./local/state-folder";
import { day, notNegative, positive } from "./option-values";
import { printError } from "./print-error";

interface Options extends StartOptions {
  readonly state?: string;
  readonly python?: true;
  readonly yes?: true;
}

const program = new Command("local").description(
  "The program on local Azure: the same Pulumi program, the same requests, no account and no cost",
);

/** A command with the option that all have; `act` gives the exit code. */
function command(
  name: string,
  description: string,
  act: (files: StateFiles, options: Options, args: string[]) => Promise<number>,
): Command {
  return program
    .command(name)
    .description(description)
    .option("--state <dir>", "folder of the state (default: one per checkout)")
    .action(async (...all: unknown[]) => {
      const self = all.at(-1) as Command;
      const options = self.opts<Options>();
      process.exitCode = await act(stateFiles(options.state), options, self.args);
    });
}

const onStack = {
  up: "create what is missing, change what differs; mends a killed run first",
  preview: "show what 'up' would do",
  refresh: "take over what was changed by hand",
  destroy: "delete everything",
  recover: "mend a killed run, and nothing else",
};
for (const [name, description] of Object.entries(onStack)) {
  command(name, description, (files, _options, args) => runStack(name, files, args))
    .argument("[arguments...]", "go to the Pulumi CLI as they are, such as --diff")
    .allowUnknownOption();
}

command("status", "what runs, what the stack gives, what it would have cost", printStatus);
command("env", 'lines for your own shell: eval "$(npm run -s local -- env)"', (files, { python }) =>
  printEnvironment(files, python === true),
).option("--python", "also what Microsoft's Python clients need, such as azure-ai-ml");
command("start", "start local Azure, or change its speed", start)
  .option("--port <n>", "port of the first start (default: a free one)")
  .option("--as-of <date>", "date of the catalogue, like 2024-06-01 (default: today)", day)
  .option("--speed <n>", "emulated seconds per real second (default: 60)", positive)
  .option("--latency <factor>", "factor on every duration; 0 = at once (default: 1)", notNegative);
command("stop", "stop local Azure; its state stays", stop);
command("reset", "stop local Azure and remove its state and the stack's", (files, { yes }) =>
  reset(files, yes === true),
).option("-y, --yes", "do not ask");

program.parseAsync().catch(printError);
