import type { TypeRow } from "../types/row";
import {
  objectType,
  resourceType,
  variantOf,
  type ObjectType,
  type Shape,
  type Side,
} from "../types/shapes";
import { wireOf, type Wire } from "../types/wire";
import { isObject, isText, present, type Json, type JsonObject } from "../value";

/** What the provider stores of an ARM answer: known properties only, under their SDK names. */
export function outputsOf(row: TypeRow, answer: JsonObject): JsonObject {
  const outputs = readObject(resourceType(row.token, "out"), "out", answer, wireOf(row, "out"));
  if (isText(answer.id)) outputs.id = answer.id;
  return { ...outputs, azureApiVersion: row.apiVersion };
}

/**
 * Reads the properties of a type from a wire object; whatever the type does not know is dropped.
 * With `side` "in" a map becomes a string set where inputs have one.
 */
export function readObject(type: ObjectType, side: Side, from: JsonObject, wire: Wire): JsonObject {
  return present(
    type.fields.map(({ name, shape }) => {
      const found = lookup(from, wire(type.name, name));
      return [name, readValue(shape, side, found, wire)] as const;
    }),
  );
}

function readValue(
  shape: Shape,
  side: Side,
  value: Json | undefined,
  wire: Wire,
): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (shape === "S") return isObject(value) ? Object.keys(value).sort() : value;
  if (typeof shape === "string")
    return shape.startsWith("#") && isObject(value)
      ? readObject(objectType(shape, side), side, value, wire)
      : value;
  if ("u" in shape) {
    if (!isObject(value)) return value;
    const variant = variantOf(shape.u, side, (type, property) =>
      lookup(value, wire(type.name, property)),
    );
    return variant ? readObject(variant, side, value, wire) : value;
  }
  if ("a" in shape)
    return Array.isArray(value)
      ? value.map((item) => readValue(shape.a, side, item, wire) ?? null)
      : value;
  return isObject(value)
    ? present(
        Object.entries(value).map(([key, item]) => [key, readValue(shape.m, side, item, wire)]),
      )
    : value;
}

/** The value at a path; where its container is missing, the property is looked for in the outer object. */
export function lookup(from: JsonObject, path: readonly string[]): Json | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return undefined;
  if (rest.length === 0) return from[head];
  const inner = from[head];
  return isObject(inner) ? lookup(inner, rest) : lookup(from, rest);
}
