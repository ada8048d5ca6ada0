import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { parse } from "yaml";
import { checkout } from "../../engine/cli-cache";
import { environment, stackFiles } from "../../engine/environment";
import { type Cli, findCli } from "../../engine/find-cli";
import { run, type RunOptions, type RunResult } from "../../engine/run";
import { stackFile, stackHealth, type StackHealth } from "../../engine/stack-health";
import { startAzure, type StartOptions } from "./azure-process";
import { clientEnvironment, standIn, withoutAzure } from "./client-environment";
import type { Connection } from "./connection";
import { localConfig } from "./stack-config";
import type { StateFiles } from "./state-folder";

/** The stack's name on local Azure. */
export const stackName = "local";

/** The program's stack on local Azure, ready for the CLI. */
export interface LocalStack {
  readonly cli: Cli;
  readonly connection: Connection;
  readonly project: string;
  /** Environment of every process that works on the stack. */
  readonly env: Record<string, string>;
  health(): StackHealth;
  pulumi(
    args: readonly string[],
    options?: Pick<RunOptions, "output" | "input">,
  ): Promise<RunResult>;
}

/** The project's name, as Pulumi.yaml says. */
export function projectName(): string {
  return (parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8")) as { name: string }).name;
}

/** Starts local Azure where needed, finds a CLI and makes the stack. Two at a time do it one after the other. */
export async function openStack(
  files: StateFiles,
  options: StartOptions,
  log: (line: string) => void,
): Promise<LocalStack> {
  const cli = await findCli({ log });
  mkdirSync(files.pulumi, { recursive: true, mode: 0o700 });
  const retries = { retries: 600, factor: 1, minTimeout: 200, maxTimeout: 200 };
  const release = await lock(files.pulumi, { stale: 20_000, retries });
  try {
    const connection = await startAzure(files, options, log);
    const env = stackEnvironment(files, cli, connection);
    const project = projectName();
    await makeStack(files, cli, connection, env, project);
    const { backend } = stackFiles(files.pulumi, stackName);
    return {
      cli,
      connection,
      project,
      env,
      health: () => stackHealth(backend, project, stackName),
      pulumi: (args, runOptions = {}) => run(cli, args, { cwd: checkout, env, ...runOptions }),
    };
  } finally {
    await release();
  }
}

/** Environment for the stack of a state; `connection` is undefined where Azure is not needed. */
export function stackEnvironment(
  files: StateFiles,
  cli: Cli,
  connection: Connection | undefined,
): Record<string, string> {
  return environment({
    cli,
    folder: files.pulumi,
    stack: stackName,
    base: withoutAzure(process.env),
    path: [standIn],
    extra: connection === undefined ? {} : clientEnvironment(connection),
  });
}

// The CLI writes the salt of a new stack beside Pulumi.yaml: it gets a copy of that in the state folder.
async function makeStack(
  files: StateFiles,
  cli: Cli,
  connection: Connection,
  env: Record<string, string>,
  project: string,
): Promise<void> {
  const { backend, passphrase, config } = stackFiles(files.pulumi, stackName);
  if (existsSync(stackFile(backend, project, stackName))) return;
  mkdirSync(backend, { recursive: true });
  copyFileSync(join(checkout, "Pulumi.yaml"), join(files.pulumi, "Pulumi.yaml"));
  if (!existsSync(passphrase)) {
    writeFileSync(passphrase, randomBytes(16).toString("hex"), { mode: 0o600 });
  }
  if (!existsSync(config)) {
    const from = join(checkout, "Pulumi.dev.yaml");
    const text = existsSync(from) ? readFileSync(from, "utf8") : "config: {}\n";
    writeFileSync(config, localConfig(text, connection));
  }
  const args = ["stack", "init", stackName, "--non-interactive"];
  const made = await run(cli, args, { cwd: files.pulumi, env, output: "capture" });
  if (made.code !== 0) throw new Error(`cannot make the stack: ${made.stderr.trim()}`);
}
