import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkout } from "../../engine/cli-cache";
import { stackFiles } from "../../engine/environment";
import { SettingsError } from "../../settings/problem";
import { readSections } from "../../settings/sections";
import { projectName, stackName } from "../local/stack";
import { stateFiles } from "../local/state-folder";

/** Files of a stack's configuration, relative to the checkout. */
export interface ConfiguredFiles {
  readonly train: string;
  readonly test: string;
}

/**
 * The file in which a stack's configuration is kept: `Pulumi.<stack>.yaml`; without a name that of the stack on local
 * Azure, or of `dev` as long as there is none.
 * @throws Error where the named stack has none
 */
export function configFile(stack: string | undefined): string {
  const local = stackFiles(stateFiles().pulumi, stackName).config;
  if (stack === undefined) return existsSync(local) ? local : join(checkout, "Pulumi.dev.yaml");
  const file = join(checkout, `Pulumi.${stack}.yaml`);
  if (existsSync(file)) return file;
  throw new Error(`stack '${stack}' has no '${file}'; name the files themselves, or another stack`);
}

/** Reads `data.train` and `data.test` without asking Pulumi. @throws SettingsError that lists what is wrong with them */
export function configuredFiles(file: string): ConfiguredFiles {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const { config } = (parse(text) ?? {}) as { config?: Readonly<Record<string, unknown>> };
  const prefix = `${projectName()}:`;
  const own = Object.entries(config ?? {})
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [
      key.slice(prefix.length),
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
  const { config: settings, problems } = readSections(
    Object.fromEntries(own) as Record<string, string>,
  );
  const wrong = problems.filter(({ path }) => /^(preset|data)\b/.test(path));
  if (wrong.length > 0) throw new SettingsError(file, wrong);
  return settings.data;
}
