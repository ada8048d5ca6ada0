import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { Command } from "commander";
import { parse } from "yaml";
import { connect } from "../azure/client";
import type { Login } from "../azure/login";
import { type AzureView, azureView } from "../engine/azure-view";
import { checkout } from "../engine/cli-cache";
import { findCli } from "../engine/find-cli";
import { checkoutVariable } from "../engine/launchers";
import { recover } from "../engine/recover";
import { run, type RunResult } from "../engine/run";
import { printError } from "./print-error";

type Pulumi = (args: readonly string[], input?: string) => Promise<RunResult>;

interface Options {
  readonly stack?: string;
  readonly next: boolean;
}

async function main(options: Options): Promise<void> {
  const pulumi = await openPulumi(options.stack);
  const stack = options.stack ?? (await answer(pulumi, ["stack", "--show-name"])).trim();
  const { name } = parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8")) as { name: string };
  let azure: Promise<AzureView> | undefined;
  const done = await recover({
    pulumi,
    connect: () => (azure ??= connectAzure(pulumi)),
    project: name,
    stack,
    log: (line) => {
      console.log(line);
    },
  });
  const changes = done.locks + done.adopted.length + done.dropped.length;
  const next = options.next ? `; go on with: pulumi up --refresh -s ${stack}` : "";
  console.log(
    changes === 0
      ? `Nothing to mend: no run of stack '${stack}' was cut off`
      : `Stack '${stack}' is mended${next}`,
  );
}

/** The user's own environment and backend; only PATH leads to the CLI that was found. */
async function openPulumi(stack: string | undefined): Promise<Pulumi> {
  const cli = await findCli();
  const path = [cli.folder, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter);
  const given = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const env = {
    ...Object.fromEntries(given),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    [checkoutVariable]: checkout,
    ...(stack === undefined ? {} : { PULUMI_STACK: stack }),
    PATH: path,
  };
  return (args, input) =>
    run(cli, args, {
      cwd: checkout,
      env,
      output: "capture",
      ...(input === undefined ? {} : { input }),
    });
}

/** Logs in as azure-native does for this stack: its configuration, then the environment. */
async function connectAzure(pulumi: Pulumi): Promise<AzureView> {
  const config = JSON.parse(await answer(pulumi, ["config", "--json"])) as Record<
    string,
    { value?: string; secret: boolean }
  >;
  const text = (key: keyof Login) => config[`azure-native:${key}`]?.value;
  const names = ["subscriptionId", "tenantId", "clientId", "environment", "metadataHost"] as const;
  const azure = await connect(Object.fromEntries(names.map((name) => [name, text(name)])));
  return azureView(azure, (line) => {
    console.log(line);
  });
}

async function answer(pulumi: Pulumi, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await pulumi([...args, "--non-interactive"]);
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
