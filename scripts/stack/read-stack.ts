import { z } from "zod";
import { connect, type Azure } from "../../azure/client";
import type { Login } from "../../azure/login";
import type { ExportedStack } from "../../engine/deployment";
import { readAzurePlace } from "../../settings/azure-native";
import { readSettings } from "../../settings/read";
import type { Settings } from "../../settings/settings";
import { projectName } from "../local/stack";
import { stackCommand } from "./next-step";
import type { Pulumi } from "./pulumi";
import { type StackParts, stackParts } from "./stack-parts";

const configSchema = z.record(
  z.string(),
  z.looseObject({ value: z.string().optional(), secret: z.boolean().optional() }),
);

/** A stack as its commands see it. */
export interface StackView {
  readonly name: string;
  readonly parts: StackParts;
  /** Full keys, objects as JSON; secrets are left out. */
  readonly config: Readonly<Record<string, string>>;
}

/** Reads a stack. @throws Error with the CLI's words and what to do */
export async function readStack(name: string, pulumi: Pulumi): Promise<StackView> {
  const ask = async (args: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await pulumi([...args, "-s", name]);
    if (code !== 0) throw new Error(noStack(name, stderr.trim()));
    return JSON.parse(stdout);
  };
  const [state, config] = await Promise.all([ask(["stack", "export"]), ask(["config", "--json"])]);
  return { name, parts: stackParts(state as ExportedStack), config: readConfig(config) };
}

/** The values of what `pulumi config --json` prints. */
export function readConfig(printed: unknown): StackView["config"] {
  const values = Object.entries(configSchema.parse(printed)).flatMap(([key, { value }]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(values);
}

function noStack(name: string, said: string): string {
  const why = said.replace(/^error: /, "");
  if (said.includes("no stack named")) {
    return `${why}; 'pulumi stack ls' lists those of this login, '${stackCommand("up", name)}' makes this one`;
  }
  const next = /login|PULUMI_ACCESS_TOKEN/.test(said) ? "; next: pulumi login" : "";
  return `cannot read stack '${name}': ${why}${next}`;
}

/** Logs in as azure-native does for this stack: its configuration, then the environment. */
export function connectTo(
  { config }: Pick<StackView, "config">,
  log: (line: string) => void,
): Promise<Azure> {
  return connect(loginOf(config), { log });
}

/** What the configuration says of the login. */
export function loginOf(config: StackView["config"]): Login {
  const { login, subscriptionId } = readAzurePlace(config, process.env);
  return { ...login, ...(subscriptionId === "" ? {} : { subscriptionId }) };
}

/** The stack's settings. @throws SettingsError that lists all problems */
export function settingsOf({ name, config }: StackView): Settings {
  const today = new Date();
  return readSettings({ config, env: process.env, project: projectName(), stack: name, today });
}
