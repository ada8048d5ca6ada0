import { readMetrics } from "./metrics/read-metrics";
import { showMetrics } from "./metrics/show-metrics";
import { printError } from "./print-error";
import { stackCommand } from "./stack/next-step";
import { connectTo, type StackView } from "./stack/read-stack";
import { stackCommandLine } from "./stack/stack-command";

interface Options {
  readonly job?: string;
  readonly json?: true;
}

async function main(stack: StackView, { job, json }: Options): Promise<void> {
  const { name, parts } = stack;
  const jobName = job ?? parts.jobName;
  if (!parts.workspaceId || !jobName) {
    const missing = parts.workspaceId ? "no job" : "nothing";
    throw new Error(`stack '${name}' has ${missing} yet; next: ${stackCommand("up", name)}`);
  }
  const azure = await connectTo(stack, (line) => {
    process.stderr.write(`${line}\n`);
  });
  const metrics = await readMetrics(azure, parts.workspaceId, jobName);
  console.log(json === true ? JSON.stringify(metrics, null, 2) : showMetrics(metrics).join("\n"));
}

stackCommandLine(
  "metrics",
  "Print a fine-tuning job: status, steps, and the losses that it logged",
  (command) =>
    command
      .option("-j, --job <name>", "another job than the stack's own")
      .option("--json", "everything as JSON, each point of each curve included"),
  (stack, command) => main(stack, command.opts<Options>()),
)
  .parseAsync()
  .catch(printError);
