import { readSettings, type SettingsInput } from "../../settings/read";
import { SettingsError } from "../../settings/problem";
import type { Settings } from "../../settings/settings";

export const subscriptionId = "11111111-2222-3333-4444-555555555555";

/** A complete input with some sections, as Pulumi hands them over: JSON by section. */
export function input(
  sections: Readonly<Record<string, unknown>> = {},
  changes: Partial<SettingsInput> = {},
): SettingsInput {
  const own = Object.entries(sections).map(([name, value]): [string, string] => [
    `azure-finetune:${name}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    config: { "azure-native:location": "eastus", ...Object.fromEntries(own) },
    env: { ARM_SUBSCRIPTION_ID: subscriptionId },
    project: "azure-finetune",
    stack: "dev",
    today: new Date("2024-06-01T12:00:00Z"),
    ...changes,
  };
}

export function read(sections: Readonly<Record<string, unknown>> = {}): Settings {
  return readSettings(input(sections));
}

/** The problems that an input has, one line each; none when it is accepted. */
export function problemsOf(asked: SettingsInput): readonly string[] {
  try {
    readSettings(asked);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
