import { access, constants, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { buildCli } from "./build-cli";
import { runChild } from "./child";
import { buildVersion, cachedCommand, cacheFolder, fillCache, officialVersion } from "./cli-cache";
import { installCli } from "./install-cli";
import { writeLaunchers } from "./launchers";

/** A Pulumi CLI that runs Node programs. */
export interface Cli {
  /** Absolute path of the executable. */
  readonly command: string;
  /** Folder to put on PATH: the executable and its language host are in it. */
  readonly folder: string;
  /** Like `3.230.0`. */
  readonly version: string;
  readonly source: "path" | "official" | "built";
}

/** Makes `<folder>/bin/pulumi`, or throws an Error that says why it cannot. */
export type MakeCli = (
  folder: string,
  version: string,
  log: (line: string) => void,
) => Promise<void>;

export interface FindCliOptions {
  /** Whose PATH and cache folder count. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Gets one line for each thing that takes long. @default stderr */
  readonly log?: (line: string) => void;
  /** @default the Automation API's installer */
  readonly install?: MakeCli;
  /** @default a build from Go modules */
  readonly build?: MakeCli;
}

/** First version with `replacementTrigger`. */
export const oldestVersion = "3.208.0";

/**
 * Finds a Pulumi CLI, or gets one: on PATH, in the cache, by the vendor's installer, by a build from Go modules.
 * @throws Error that names the ways and why each failed
 */
export async function findCli(options: FindCliOptions = {}): Promise<Cli> {
  const { env = process.env, log = (line) => process.stderr.write(`${line}\n`) } = options;
  const { install = installCli, build = buildCli } = options;
  const onPath = await cliOnPath(env);
  if (typeof onPath !== "string") return onPath;

  const cache = cacheFolder(env);
  const ways = [
    { source: "official", version: await officialVersion(), make: install },
    { source: "built", version: await buildVersion(), make: build },
  ] as const;
  for (const { source, version } of ways) {
    const cached = await cachedCli(cache, version, source);
    if (cached !== undefined) return cached;
  }
  const failures = [];
  for (const { source, version, make } of ways) {
    try {
      await fillCache(cache, version, log, (folder) => make(folder, version, log));
      const made = await cachedCli(cache, version, source);
      if (made !== undefined) return made;
      failures.push(`'${cachedCommand(cache, version)}' does not run`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(noCli(onPath, failures));
}

function noCli(onPath: string, [download = "", built = ""]: readonly string[]): string {
  return [
    "There is no Pulumi CLI. Any one of these gives one:",
    `  1. install it yourself, ${oldestVersion} or newer (https://www.pulumi.com/docs/install/): ${onPath}`,
    `  2. let this command download it: ${download}`,
    `  3. install Go (https://go.dev/dl/), and this command builds it: ${built}`,
  ].join("\n");
}

/** The CLI on PATH, or the reason why there is none that can be used. */
async function cliOnPath(env: NodeJS.ProcessEnv): Promise<Cli | string> {
  const command = await executableOnPath("pulumi", env);
  if (command === undefined) return "'pulumi' is not on PATH";
  const version = await versionOf(command, env);
  if (version === undefined) return `'${command} version' failed`;
  if (!isAtLeast(version, oldestVersion)) return `'${command}' is version ${version}`;
  const folder = dirname(await realpath(command));
  const host = "pulumi-language-nodejs";
  const hasHost =
    (await isExecutable(join(folder, host))) || (await executableOnPath(host, env)) !== undefined;
  if (!hasHost) return `'${command}' has no ${host} beside it or on PATH`;
  return { command, folder: dirname(command), version, source: "path" };
}

async function cachedCli(
  cache: string,
  version: string,
  source: "official" | "built",
): Promise<Cli | undefined> {
  const command = cachedCommand(cache, version);
  if (!(await isExecutable(command))) return undefined;
  // The checkout may have moved since the launchers were written.
  if (source === "built") await writeLaunchers(dirname(command));
  return { command, folder: dirname(command), version, source };
}

async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const asked = await runChild(command, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: 20_000,
  });
  return asked.code === 0 ? /^v?(\d+\.\d+\.\d+)/.exec(asked.stdout.trim())?.[1] : undefined;
}

/** Whether `version` is `oldest` or newer; both are `major.minor.patch`. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [a, b] = [version, oldest].map((text) => text.split(".").map(Number));
  const position = a?.findIndex((part, index) => part !== b?.[index]) ?? -1;
  return position === -1 || (a?.[position] ?? 0) > (b?.[position] ?? 0);
}

async function executableOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env.PATH ?? "").split(delimiter).filter((part) => part !== "")) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
