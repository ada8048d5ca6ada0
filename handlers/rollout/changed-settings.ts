import type { Deployment } from "../../azure/endpoint-resource";
import { deploymentBody, type DeploymentSettings } from "./deployment-body";

/** A setting that somebody has changed on the server. */
export interface ChangedSetting {
  readonly setting: string;
  readonly found: string;
  readonly wanted: string;
}

type Settings = Readonly<Record<string, unknown>>;

/**
 * Where a deployment is not what its PUT would make of it, but for the count. Only what the PUT sends counts, and nothing that
 * Azure's answer leaves out: whatever it fills in by itself must not be an update for ever.
 */
export function changedSettings(
  { properties }: Deployment,
  settings: DeploymentSettings,
): ChangedSetting[] {
  const { model, instanceType, requestSettings, livenessProbe } = deploymentBody(
    settings,
    "",
    {},
  ).properties;
  return [
    ...changes("", { model, instanceType }, properties),
    ...changes("requestSettings.", requestSettings, properties.requestSettings),
    ...changes("livenessProbe.", livenessProbe, properties.livenessProbe),
  ];
}

/** Azure changes all of a deployment in place but the size of its machines. */
export function needsAnother(changed: readonly ChangedSetting[]): boolean {
  return changed.some(({ setting }) => setting === "instanceType");
}

function changes(prefix: string, wanted: Settings, found: unknown): ChangedSetting[] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const there = (found as Settings | null | undefined)?.[key] ?? undefined;
    if (there === undefined || normal(there) === normal(value)) return [];
    return [{ setting: `${prefix}${key}`, found: textOf(there), wanted: textOf(value) }];
  });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Letter case of ids and sizes, and how a duration is written, mean nothing; nor does the workspace in front of its own model. */
function normal(value: unknown): string {
  const text = textOf(value).toLowerCase();
  const seconds = secondsOf(text);
  if (seconds !== undefined) return `${seconds} s`;
  return text.includes("/registries/")
    ? text
    : text.replace(/^.*\/(?=models\/[^/]+\/versions\/)/, "");
}

/** Of an ISO 8601 duration in lower case: `pt90s`, `pt1m30.0s`. */
function secondsOf(text: string): number | undefined {
  const match = /^p(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?)?$/.exec(text);
  if (!match) return undefined;
  const units = [86_400, 3600, 60, 1];
  return units.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
}
