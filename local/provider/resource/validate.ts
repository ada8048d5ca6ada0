import type { TextRule, TypeRow } from "../types/row";
import { objectType, resourceType, type ObjectType, type Shape } from "../types/shapes";
import { isObject, isText, unknown, type Json, type JsonObject } from "../value";
import { pathInputs } from "./paths";

const kinds: Record<string, string> = { s: "string", n: "number", b: "boolean" };

/** Everything that the provider refuses without asking Azure, in its words. Unions are not looked into. */
export function problems(row: TypeRow, inputs: JsonObject): string[] {
  const path = pathInputs(row);
  const type = resourceType(row.token, "in");
  return [
    ...path.filter((name) => inputs[name] === undefined).map((name) => missing(name)),
    ...path.flatMap((name) => textProblems(name, inputs[name], row.text?.[name])),
    ...objectProblems(
      { name: "", fields: type.fields.filter(({ name }) => !path.includes(name)) },
      inputs,
      "",
    ),
    ...(lacksLocation(row, type, inputs) ? [missing("location")] : []),
  ];
}

function lacksLocation(row: TypeRow, type: ObjectType, inputs: JsonObject): boolean {
  const has = type.fields.some(({ name }) => name === "location");
  return has && !row.locationOptional && inputs.location === undefined;
}

function missing(name: string): string {
  const hint =
    name === "location"
      ? ". Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'."
      : "";
  return `missing required property '${name}'${hint}`;
}

function textProblems(name: string, value: Json | undefined, rule?: TextRule): string[] {
  if (!rule || !isText(value) || value === unknown) return [];
  const found: string[] = [];
  if (rule.min !== undefined && value.length < rule.min)
    found.push(
      `'${name}' is too short (${value.length}): at least ${rule.min} characters required`,
    );
  if (rule.max !== undefined && value.length > rule.max)
    found.push(`'${name}' is too long (${value.length}): at most ${rule.max} characters allowed`);
  if (rule.pattern !== undefined && !new RegExp(rule.pattern).test(value))
    found.push(`'${name}' does not match expression '${rule.pattern}'`);
  return found;
}

function objectProblems(type: ObjectType, value: JsonObject, at: string): string[] {
  return type.fields.flatMap(({ name, optional, shape }) => {
    const item = value[name];
    if (item === undefined || item === null) return optional ? [] : [missing(`${at}${name}`)];
    return valueProblems(shape, item, `${at}${name}`);
  });
}

function valueProblems(shape: Shape, value: Json, at: string): string[] {
  if (value === unknown || shape === "*") return [];
  if (typeof shape !== "string" && "u" in shape) return [];
  const wanted = kindOf(shape);
  const got = Array.isArray(value) ? "array" : typeof value;
  if (wanted !== got) return [`'${at}' should be of type '${wanted}' but got a ${got}`];
  if (typeof shape === "string")
    return shape.startsWith("#") && isObject(value)
      ? objectProblems(objectType(shape, "in"), value, `${at}.`)
      : [];
  if ("a" in shape && Array.isArray(value))
    return value.flatMap((item, index) => valueProblems(shape.a, item, `${at}[${index}]`));
  if ("m" in shape && isObject(value))
    return Object.entries(value).flatMap(([key, item]) =>
      valueProblems(shape.m, item, `${at}.${key}`),
    );
  return [];
}

function kindOf(shape: Shape): string {
  if (typeof shape !== "string") return "a" in shape ? "array" : "object";
  if (shape === "S") return "array";
  if (shape.startsWith("#")) return "object";
  return kinds[shape] ?? "string";
}
