import type { TypeRow } from "../types/row";
import { isText, type Json, type JsonObject } from "../value";

const parameter = /\{(\+?)(\w+)\}/g;

/** Names of the path parameters in order; the last one is the resource's own name. */
export function pathParameters(path: string): readonly string[] {
  return [...path.matchAll(parameter)].map(([, , name = ""]) => name);
}

/** The inputs that are part of the path; the subscription comes from the configuration unless given. */
export function pathInputs(row: TypeRow): readonly string[] {
  return pathParameters(row.path).filter((name) => name !== "subscriptionId");
}

/** As Go's url.PathEscape: these characters stay in a path segment. */
function escapeSegment(text: string): string {
  return encodeURIComponent(text).replace(/%(24|26|2B|3A|3D|40)/g, (code) =>
    decodeURIComponent(code),
  );
}

/** The ARM path of a template. A missing parameter is an error that names it. */
export function resourcePath(template: string, inputs: JsonObject, subscription: string): string {
  return template.replace(parameter, (_text, raw: string, name: string) => {
    const value: Json | undefined =
      name === "subscriptionId" ? (inputs[name] ?? subscription) : inputs[name];
    if (!isText(value)) throw new Error(`missing required property '${name}'`);
    return raw ? value.replace(/^\/+|\/+$/g, "") : escapeSegment(value);
  });
}

/** The path parameters of an ID, for import. An ID of another form is an error. */
export function parseId(row: TypeRow, id: string): JsonObject {
  const pattern = row.path.replace(parameter, (_text, raw: string, name: string) =>
    raw ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  );
  const groups = new RegExp(`^${pattern}$`, "i").exec(id)?.groups;
  if (!groups)
    throw new Error(`failed to parse ID '${id}': it does not have the form '${row.path}'`);
  const found = Object.entries(groups).filter(([name]) => name !== "subscriptionId");
  return Object.fromEntries(
    found.map(([name, text]) => [
      name,
      row.path.includes(`{+${name}}`) ? text.replace(/^\/+|\/+$/g, "") : decodeURIComponent(text),
    ]),
  );
}
