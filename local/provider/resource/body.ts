import type { TypeRow } from "../types/row";
import { objectType, resourceType, variantOf, type ObjectType, type Shape } from "../types/shapes";
import { wireOf, type Wire } from "../types/wire";
import { isObject, isText, type Json, type JsonObject } from "../value";
import { pathInputs } from "./paths";

/**
 * The body of a PUT, made from inputs alone: properties that the type knows, under their wire names.
 * An entry of a string set that `oldInputs` had and `inputs` has not is `null` (the request is then a PATCH).
 */
export function requestBody(row: TypeRow, inputs: JsonObject, oldInputs?: JsonObject): JsonObject {
  const path = new Set<string>(pathInputs(row));
  const type = resourceType(row.token, "in");
  const fields = type.fields.filter(({ name }) => !path.has(name) && name !== "azureApiVersion");
  const body = objectBody({ name: "", fields }, inputs, oldInputs, wireOf(row, "in"));
  for (const container of row.containers ?? []) body[container] ??= {};
  return body;
}

/** Whether something in a body is to be taken away. */
export function hasNull(value: Json): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.some(hasNull);
  return isObject(value) && Object.values(value).some(hasNull);
}

function objectBody(
  type: ObjectType,
  value: JsonObject,
  old: Json | undefined,
  wire: Wire,
): JsonObject {
  const body: JsonObject = {};
  for (const { name, shape } of type.fields) {
    const item = value[name];
    if (item === undefined || item === null) continue;
    place(
      body,
      wire(type.name, name),
      valueBody(shape, item, isObject(old) ? old[name] : undefined, wire),
    );
  }
  return body;
}

function valueBody(shape: Shape, value: Json, old: Json | undefined, wire: Wire): Json {
  if (shape === "S") return setBody(value, old);
  if (typeof shape === "string")
    return shape.startsWith("#") && isObject(value)
      ? objectBody(objectType(shape, "in"), value, old, wire)
      : value;
  if ("u" in shape) {
    if (!isObject(value)) return value;
    const variant = variantOf(shape.u, "in", (_type, property) => value[property]);
    return variant ? objectBody(variant, value, old, wire) : value;
  }
  if ("a" in shape)
    return Array.isArray(value)
      ? value.map((item, index) =>
          valueBody(shape.a, item, Array.isArray(old) ? old[index] : undefined, wire),
        )
      : value;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      valueBody(shape.m, item, isObject(old) ? old[key] : undefined, wire),
    ]),
  );
}

function setBody(value: Json, old: Json | undefined): Json {
  if (!Array.isArray(value)) return value;
  const items = value.filter(isText);
  const gone = Array.isArray(old) ? old.filter(isText).filter((item) => !items.includes(item)) : [];
  return Object.fromEntries([
    ...items.map((item) => [item, {}] as const),
    ...gone.map((item) => [item, null] as const),
  ]);
}

/** Puts a value at a path and makes the containers on the way. */
export function place(target: JsonObject, path: readonly string[], value: Json): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const inner = target[head];
  const container = isObject(inner) ? inner : {};
  target[head] = container;
  place(container, rest, value);
}
