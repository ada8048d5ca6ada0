import type { TypeRow } from "../types/row";
import { resourceType, type ObjectType } from "../types/shapes";
import { sdkNames, wireOf } from "../types/wire";
import { isObject, objectOr, same, type Json, type JsonObject } from "../value";
import { readObject } from "./outputs";
import { parseId, pathInputs } from "./paths";

/** Inputs of a resource that is imported: its path and what the body could set. Empty values are left out. */
export function importedInputs(row: TypeRow, id: string, answer: JsonObject): JsonObject {
  const body = readObject(bodyType(row), "in", answer, wireOf(row, "in"));
  return { ...objectWithoutEmpty(body), ...parseId(row, id) };
}

/**
 * Inputs after a refresh: only what changed in Azure since the last operation moves in; values that
 * the service had filled in before stay out.
 */
export function refreshedInputs(
  row: TypeRow,
  inputs: JsonObject,
  oldOutputs: JsonObject,
  newOutputs: JsonObject,
): JsonObject {
  const type = bodyType(row);
  const before = readObject(type, "in", oldOutputs, sdkNames);
  const after = readObject(type, "in", newOutputs, sdkNames);
  for (const path of row.maintained ?? []) keepUnset(inputs, path, before, after);
  return applyChange(inputs, before, after);
}

/** A maintained array that the user never set is not drift. */
function keepUnset(
  inputs: JsonObject,
  path: readonly string[],
  before: JsonObject,
  after: JsonObject,
): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  const [input, was, is] = [inputs[head], before[head], after[head]];
  if (rest.length === 0) {
    if (input !== undefined) return;
    before[head] = after[head] = [];
  } else if (isObject(input) && isObject(was) && isObject(is)) {
    keepUnset(input, rest, was, is);
  }
}

function applyChange(inputs: JsonObject, before: JsonObject, after: JsonObject): JsonObject {
  const result = new Map(Object.entries(inputs));
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is, input] = [before[key], after[key], inputs[key]];
    if (same(was, is)) continue;
    if (is === undefined) result.delete(key);
    else if (isObject(was) && isObject(is)) result.set(key, applyChange(objectOr(input), was, is));
    else result.set(key, is);
  }
  return Object.fromEntries(result);
}

function bodyType(row: TypeRow): ObjectType {
  const path = new Set<string>(["azureApiVersion", "id", ...pathInputs(row)]);
  const type = resourceType(row.token, "in");
  return { name: "", fields: type.fields.filter(({ name }) => !path.has(name)) };
}

function withoutEmpty(value: Json): Json | undefined {
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  if (!isObject(value)) return value;
  const object = objectWithoutEmpty(value);
  return Object.keys(object).length > 0 ? object : undefined;
}

function objectWithoutEmpty(value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const kept = withoutEmpty(item);
    if (kept !== undefined) result[key] = kept;
  }
  return result;
}
