import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkout } from "../../engine/cli-cache";
import { stackFiles } from "../../engine/environment";
import type { DataSettings } from "../../settings/data-settings";
import { isTree } from "../../settings/presets";
import { dataOf } from "../../settings/read-data";
import { projectName, stackName } from "../local/stack";
import { type StateFiles, stateFiles } from "../local/state-folder";

/**
 * The file in which a stack's configuration is kept: `Pulumi.<stack>.yaml`; without a name that of the stack on local
 * Azure, or of `dev` as long as there is none.
 * @throws Error where the named stack has none
 */
export function configFile(stack?: string, files: StateFiles = stateFiles()): string {
  const local = stackFiles(files.pulumi, stackName).config;
  if (stack === undefined) return existsSync(local) ? local : join(checkout, "Pulumi.dev.yaml");
  const file = join(checkout, `Pulumi.${stack}.yaml`);
  if (existsSync(file)) return file;
  throw new Error(`stack '${stack}' has no '${file}'; name the files themselves, or another stack`);
}

/** What is asked for instead of what the configuration says. */
export interface AskedData {
  readonly preset?: string | undefined;
  /** The section `data`, made from what the configuration says. */
  readonly change?: (own: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/**
 * What a stack's configuration says of its data, without asking Pulumi.
 * @throws SettingsError that lists what is wrong with it
 */
export function configuredData(file: string, { preset, change }: AskedData = {}): DataSettings {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const { config } = parsed(text, file);
  const prefix = `${projectName()}:`;
  const own = Object.fromEntries(
    Object.entries(config ?? {})
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
  const said = {
    ...own,
    ...(change === undefined ? {} : { data: change(isTree(own.data) ? own.data : {}) }),
    ...(preset === undefined ? {} : { preset }),
  };
  const texts = Object.entries(said).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const isChanged = change !== undefined || preset !== undefined;
  const name = isChanged ? `${file}, with the options of this command` : file;
  return dataOf(Object.fromEntries(texts), name, new Date());
}

function parsed(
  text: string,
  file: string,
): { readonly config?: Readonly<Record<string, unknown>> | null } {
  try {
    return (parse(text) ?? {}) as ReturnType<typeof parsed>;
  } catch (error) {
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new Error(`'${file}' is no YAML: ${reason}`, { cause: error });
  }
}
