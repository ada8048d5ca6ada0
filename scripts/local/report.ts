import { existsSync } from "node:fs";
import { z } from "zod";
import { checkout } from "../../engine/cli-cache";
import { stackFiles } from "../../engine/environment";
import { findCli } from "../../engine/find-cli";
import { checkoutVariable } from "../../engine/launchers";
import { run } from "../../engine/run";
import { stackFile, stackHealth } from "../../engine/stack-health";
import {
  clientEnvironment,
  exportLines,
  pythonEnvironment,
  withoutAzure,
} from "./client-environment";
import { callAdmin, type Connection, runningAzure } from "./connection";
import { openStack, projectName, stackEnvironment, stackName } from "./stack";
import type { StateFiles } from "./state-folder";

const billSchema = z.object({
  currency: z.string(),
  total: z.number(),
  perHour: z.number(),
  lines: z.array(z.object({ resource: z.string(), meter: z.string(), amount: z.number() })),
});

/** Prints what runs, the stack's outputs and the bill. Starts nothing. */
export async function printStatus(files: StateFiles): Promise<number> {
  const connection = await runningAzure(files.connection);
  console.log(
    connection === undefined
      ? "Local Azure: not running (npm run local -- start)"
      : `Local Azure: ${connection.url}, pid ${connection.pid}, catalogue of ${connection.asOf}`,
  );
  console.log(`State: ${files.root}`);
  await printStack(files);
  if (connection !== undefined)
    (await billLines(connection)).forEach((line) => {
      console.log(line);
    });
  return 0;
}

async function printStack(files: StateFiles): Promise<void> {
  const { backend, config } = stackFiles(files.pulumi, stackName);
  const project = projectName();
  if (!existsSync(stackFile(backend, project, stackName))) {
    console.log("Stack: none yet (npm run local -- up)");
    return;
  }
  const health = stackHealth(backend, project, stackName);
  const notes = {
    sound: "",
    failed: ", its last run failed",
    running: ", a run works on it",
    broken: ", its last run was killed: 'up' or 'recover' mends it",
  };
  console.log(`Stack: ${stackName}${notes[health.kind]}; configuration: ${config}`);
  const cli = await findCli();
  const { stdout } = await run(cli, ["stack", "output", "--non-interactive"], {
    cwd: checkout,
    env: stackEnvironment(files, cli, undefined),
    output: "capture",
  });
  console.log(stdout.trimEnd());
}

/** The bill as lines: total, rate, and what it is made of. */
export async function billLines(connection: Connection): Promise<string[]> {
  const { status, body } = await callAdmin(connection, "GET", "/admin/bill");
  const bill = billSchema.safeParse(body);
  if (status !== 200 || !bill.success) return [`Bill: not available (HTTP ${status})`];
  const { currency, total, perHour, lines } = bill.data;
  return [
    `Bill: ${total.toFixed(2)} ${currency} so far, ${perHour.toFixed(2)} ${currency} per hour now`,
    ...lines.map(
      ({ resource, meter, amount }) =>
        `  ${amount.toFixed(2).padStart(8)}  ${meter}: ${resource.split("/").at(-1) ?? resource}`,
    ),
  ];
}

/** Prints `export` lines for a user's own shell: Azure's variables, the stack's, and PATH with CLI and stand-in. */
export async function printEnvironment(files: StateFiles, python: boolean): Promise<number> {
  const stack = await openStack(files, {}, (line) => process.stderr.write(`${line}\n`));
  const own = Object.entries(stack.env).filter(
    ([name]) => name.startsWith("PULUMI_") || name === checkoutVariable,
  );
  const variables: Record<string, string> = {
    ...Object.fromEntries(own),
    ...clientEnvironment(stack.connection),
    ...(python ? pythonEnvironment(stack.connection) : {}),
    PATH: stack.env.PATH ?? "",
  };
  // A login to real Azure that the shell has would win over ours.
  const kept = { ...withoutAzure(process.env), ...variables };
  const foreign = Object.keys(process.env).filter((name) => !(name in kept));
  const lines = [...foreign.map((name) => `unset ${name}`), ...exportLines(variables)];
  console.log(lines.join("\n"));
  return 0;
}
