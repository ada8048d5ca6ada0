import { Command } from "commander";
import { type AzureView, azureView } from "../engine/azure-view";
import { recover } from "../engine/recover";
import { projectName } from "./local/stack";
import { printError } from "./print-error";
import { openPulumi, type Pulumi } from "./stack/pulumi";
import { connectTo, readConfig } from "./stack/read-stack";

const say = (line: string): void => {
  console.log(line);
};

interface Options {
  readonly stack?: string;
  readonly next: boolean;
}

async function main(options: Options): Promise<void> {
  const pulumi = await openPulumi(options.stack);
  const stack = options.stack ?? (await answer(pulumi, ["stack", "--show-name"])).trim();
  let azure: Promise<AzureView> | undefined;
  const done = await recover({
    pulumi,
    connect: () => (azure ??= connectAzure(pulumi)),
    project: projectName(),
    stack,
    log: say,
  });
  const changes = done.locks + done.adopted.length + done.dropped.length;
  const next = options.next ? `; go on with: pulumi up --refresh -s ${stack}` : "";
  console.log(
    changes === 0
      ? `Nothing to mend: the state of stack '${stack}' says what is there`
      : `Stack '${stack}' is mended${next}`,
  );
}

/** Logs in as azure-native does for this stack: its configuration, then the environment. */
async function connectAzure(pulumi: Pulumi): Promise<AzureView> {
  const config = readConfig(JSON.parse(await answer(pulumi, ["config", "--json"])));
  return azureView(await connectTo({ config }, say), say);
}

async function answer(pulumi: Pulumi, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await pulumi(args);
  if (code !== 0) throw new Error(stderr.trim());
  return stdout;
}

new Command("recover")
  .description(
    "Mend a stack whose 'pulumi up' was killed: remove its lock, and add to the state what was created meanwhile",
  )
  .option("-s, --stack <name>", "the stack; default: the selected one")
  .option("--no-next", "do not say how to go on")
  .action(main)
  .parseAsync()
  .catch(printError);
