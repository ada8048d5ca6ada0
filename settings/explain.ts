import type { z } from "zod";
import { nodeAt, type Node } from "./config";
import { knownKeys, nearestKey, nearestValue } from "./nearest";
import { list, quote, type Problem } from "./problem";

type Issue = z.core.$ZodIssue;

/** What zod found, in the house's words; an unknown key each is a problem of its own. */
export function explain(issue: Issue, raw: unknown, root: Node): readonly Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...issue.path, key].join("."), root));
  }
  const path = issue.path.join(".");
  if (issue.code === "invalid_key") {
    const name = quote(issue.path.at(-1));
    const expects = nodeAt(root, issue.path.slice(0, -1))?.propertyNames?.expects ?? "a name";
    const parent = issue.path.slice(0, -1).join(".");
    return [{ path, line: `${parent} has the key ${name}, which does not fit; give ${expects}` }];
  }
  return [{ path, line: describe(path, valueAt(raw, issue.path), nodeAt(root, issue.path) ?? {}) }];
}

/** A key that the config does not have; its value is not printed, it may be a secret. */
export function unknownKey(path: string, root: Node): Problem {
  const elsewhere = ["azure-native:location", "azure-native:subscriptionId", "preset"];
  const near = nearestKey(path, [...knownKeys(root), ...elsewhere]);
  const parent = path.split(".").slice(0, -1);
  const here = Object.keys(nodeAt(root, parent)?.properties ?? {});
  const help = near ? `the nearest known key is '${near}'` : `known keys: ${list(here)}`;
  return { path, line: `${path} is not a known key; ${help}` };
}

function describe(path: string, value: unknown, node: Node): string {
  const asked = value === undefined ? path : `${path} ${quote(value)}`;
  if (node.enum) {
    const near = nearestValue(value, node.enum);
    const help = near ? `; the nearest is '${near}'` : "";
    return `${asked} is not known; allowed: ${list(node.enum)}${help}`;
  }
  return `${asked} ${found(value, node)}; give ${wanted(node)}`;
}

function found(value: unknown, node: Node): string {
  if (value === undefined) return "is missing";
  if (node.type === "boolean") return "is not a yes or no";
  if (node.type === "object") return "is not an object of settings";
  if (node.type === "integer" || node.type === "number") {
    const number = typeof value === "number" ? value : Number(value);
    if (Number.isNaN(number) || typeof value === "object" || typeof value === "boolean")
      return "is not a number";
    return node.type === "integer" && !Number.isInteger(number)
      ? "is not a whole number"
      : "is out of range";
  }
  return typeof value === "string" ? "does not fit" : "is not a text";
}

function wanted(node: Node): string {
  if (node.expects) return node.expects;
  if (node.type === "boolean") return "true or false";
  if (node.type === "object") return `some of ${list(Object.keys(node.properties ?? {}))}`;
  if (node.type === "integer" || node.type === "number") return range(node);
  return "a text";
}

function range({ type, minimum, exclusiveMinimum, maximum }: Node): string {
  const kind = type === "integer" ? "a whole number" : "a number";
  return minimum === undefined
    ? `${kind} above ${exclusiveMinimum ?? 0}, at most ${maximum ?? "any"}`
    : `${kind} from ${minimum} to ${maximum ?? "any"}`;
}

/** What the config says at a path, before any conversion. */
export function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    raw,
  );
}
