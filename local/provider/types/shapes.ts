import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../value";

/**
 * Type of a value: `s` string, `n` number, `b` boolean, `*` anything, `S` string set, `=x` the constant x,
 * `#Type` an object; arrays, maps and unions of objects (in the package's order).
 */
export type Shape = string | { a: Shape } | { m: Shape } | { u: string[] };
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly shape: Shape;
}
/** A type's name without Args/Response ("" for a resource) and its fields. */
export interface ObjectType {
  readonly name: string;
  readonly fields: readonly Field[];
}
export type Side = "in" | "out";

type Fields = Record<string, Shape>;
interface Shapes {
  readonly resources: Record<string, Record<Side, Fields>>;
  readonly functions: Record<string, Fields>;
  readonly in: Record<string, Fields>;
  readonly out: Record<string, Fields>;
  readonly defaults: Record<string, Record<string, Json>>;
}
const shapes = JSON.parse(readFileSync(join(__dirname, "shapes.json"), "utf8")) as Shapes;
const cache = new Map<Fields, readonly Field[]>();

function list(fields: Fields | undefined): readonly Field[] {
  if (!fields) return [];
  let known = cache.get(fields);
  if (!known) {
    known = Object.entries(fields).map(([key, shape]) => ({
      name: key.replace(/\?$/, ""),
      optional: key.endsWith("?"),
      shape,
    }));
    cache.set(fields, known);
  }
  return known;
}

export function resourceType(token: string, side: Side): ObjectType {
  return { name: "", fields: list(shapes.resources[token]?.[side]) };
}

export function functionResult(token: string): ObjectType {
  return { name: "", fields: list(shapes.functions[token]) };
}

/** The object type that a shape like `#storage.Sku` names. */
export function objectType(shape: string, side: Side): ObjectType {
  const name = shape.slice(1);
  return { name, fields: list(shapes[side][name]) };
}

/** The default that the package's schema has for a property; resources go by token, types by name. */
export function defaultOf(owner: string, property: string): Json | undefined {
  return shapes.defaults[owner]?.[property];
}

/** The first variant whose constants do not contradict the value. */
export function variantOf(
  variants: readonly string[],
  side: Side,
  read: (type: ObjectType, property: string) => Json | undefined,
): ObjectType | undefined {
  return variants
    .map((variant) => objectType(variant, side))
    .find((type) =>
      type.fields.every(({ name, shape }) => {
        if (typeof shape !== "string" || !shape.startsWith("=")) return true;
        const value = read(type, name);
        return value === undefined || value === null || value === shape.slice(1);
      }),
    );
}
