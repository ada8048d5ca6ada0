import { Command } from "commander";
import { runDemo } from "./demo/run-demo";
import { stateFiles } from "./local/state-folder";
import { printError } from "./print-error";

// A reader that has left, such as 'head', ends nothing half-way.
process.stdout.on("error", () => undefined);

new Command("demo")
  .description(
    "The whole way once on local Azure, in about a minute: pulumi up, the job's progress, one question, the bill",
  )
  .option("--state <dir>", "folder of the state (default: one per checkout)")
  .action(async ({ state }: { state?: string }) => {
    process.exitCode = await runDemo(stateFiles(state));
  })
  .parseAsync()
  .catch(printError);
