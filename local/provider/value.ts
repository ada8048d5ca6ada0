export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

/** What the engine sends in place of a value that is not known before an update. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object, or an empty one where there is something else. */
export function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function isText(value: Json | undefined): value is string {
  return typeof value === "string";
}

/** Equality by value; the order of an object's keys does not matter. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]));
  }
  return a === b;
}

/** The entries that have a value. */
export function present(entries: Iterable<readonly [string, Json | undefined]>): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of entries)
    if (value !== undefined && value !== null) result[key] = value;
  return result;
}
