import type { TypeRow } from "../types/row";
import { objectType, resourceType, type ObjectType, type Shape } from "../types/shapes";
import { isObject, present, unknown, type Json, type JsonObject } from "../value";

/** The outputs that a create would have: an input of the same name and kind, or unknown. */
export function previewOutputs(row: TypeRow, inputs: JsonObject): JsonObject {
  return previewObject(resourceType(row.token, "out"), inputs);
}

/** As for a create, but name and location stay what they are. */
export function previewUpdate(row: TypeRow, inputs: JsonObject, old: JsonObject): JsonObject {
  const kept = ["name", "location"].map((key) => [key, old[key]] as const);
  return { ...previewOutputs(row, inputs), ...present(kept) };
}

function previewObject(type: ObjectType, inputs: JsonObject): JsonObject {
  return Object.fromEntries(
    type.fields.map(({ name, shape }) => [name, previewValue(shape, inputs[name])]),
  );
}

function previewValue(shape: Shape, value: Json | undefined): Json {
  if (typeof shape === "string" && shape.startsWith("=")) return shape.slice(1);
  if (value === undefined || value === null || value === unknown) return unknown;
  if (shape === "*") return value;
  if (typeof shape === "string") {
    if (shape.startsWith("#"))
      return isObject(value) ? previewObject(objectType(shape, "out"), value) : unknown;
    const kinds: Record<string, string> = { s: "string", n: "number", b: "boolean" };
    return typeof value === kinds[shape] ? value : unknown;
  }
  // Of a union it is not known which variant comes back: the input stands for it.
  if ("u" in shape) return isObject(value) ? value : unknown;
  if ("a" in shape)
    return Array.isArray(value) ? value.map((item) => previewValue(shape.a, item)) : unknown;
  if (!isObject(value)) return unknown;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, previewValue(shape.m, item)]),
  );
}
