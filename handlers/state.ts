import { isDeepStrictEqual } from "node:util";

/** Inputs or outputs as Pulumi hands them over: plain JSON. */
export type Properties = Record<string, unknown>;

/**
 * Without `undefined`, which Pulumi's serialiser refuses with "Unexpected struct type." after the real object exists
 * (pulumi/pulumi#3012).
 */
export function withoutUndefined(properties: object): Properties {
  return JSON.parse(JSON.stringify(properties)) as Properties;
}

/** Equal as JSON; `null` and absent are the same thing. */
export function sameValue(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(normalize(a), normalize(b));
}

function normalize(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, normalize(inner)] as const)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
