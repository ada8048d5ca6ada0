import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkout } from "./cli-cache";
import type { Cli } from "./find-cli";
import { checkoutVariable } from "./launchers";

/** Where the stack of a state folder keeps what Pulumi writes. */
export interface StackFiles {
  /** Folder of the file backend: one JSON file per stack, its history and locks. */
  readonly backend: string;
  /** `PULUMI_HOME`: credentials and plugins of this stack alone. */
  readonly home: string;
  readonly passphrase: string;
  /** Stack configuration with the encryption salt. */
  readonly config: string;
}

/** The files below a stack's own folder (`<state>/pulumi`). */
export function stackFiles(folder: string, stack: string): StackFiles {
  return {
    backend: join(folder, "backend"),
    home: join(folder, "home"),
    passphrase: join(folder, "passphrase"),
    config: join(folder, `Pulumi.${stack}.yaml`),
  };
}

export interface EnvironmentOptions {
  readonly cli: Cli;
  /** The stack's own folder. */
  readonly folder: string;
  readonly stack: string;
  /** @default process.env */
  readonly base?: NodeJS.ProcessEnv;
  /** Folders that come first on PATH, such as the one of a provider's stand-in. */
  readonly path?: readonly string[];
  /** More variables, such as the login. */
  readonly extra?: Readonly<Record<string, string>>;
}

// A user's own settings for another backend or another way to unlock would win over ours.
const foreign = [
  ...["PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_STACK_SECRETS_PROVIDER"],
  ...["PULUMI_IGNORE_AMBIENT_PLUGINS", "PULUMI_CONFIG", "PULUMI_OPTION_STACK"],
];

/**
 * Variables for child processes that work on a stack kept in files, without any request to Pulumi's hosts. Nothing is set in
 * this process. `PULUMI_OPTION_CONFIG_FILE` keeps the stack's configuration out of the checkout.
 */
export function environment(options: EnvironmentOptions): Record<string, string> {
  const { cli, folder, stack, base = process.env, path = [], extra = {} } = options;
  const files = stackFiles(folder, stack);
  const kept = Object.entries(base).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreign.includes(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    PULUMI_BACKEND_URL: pathToFileURL(files.backend).href,
    PULUMI_HOME: files.home,
    PULUMI_CONFIG_PASSPHRASE_FILE: files.passphrase,
    PULUMI_OPTION_CONFIG_FILE: files.config,
    PULUMI_STACK: stack,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    [checkoutVariable]: checkout,
    ...extra,
    // The CLI's children find `node` by PATH: it has to be the one that runs us.
    PATH: [...path, cli.folder, dirname(process.execPath), base.PATH ?? ""].join(delimiter),
  };
}
