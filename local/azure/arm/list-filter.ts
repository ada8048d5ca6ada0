import { AzureError } from "../http/azure-error";
import type { Call } from "../http/route";
import { parseId, samePath } from "./resource-id";
import type { Resource } from "./resources";

const fields: Readonly<Record<string, (resource: Resource) => string | undefined>> = {
  resourceType: ({ type }) => type,
  resourceGroup: ({ id }) => parseId(id).resourceGroup,
  name: ({ name }) => name,
  location: ({ location }) => location,
};
const condition = /^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$/;

function notEmulated(name: string, value: string): AzureError {
  return new AzureError(
    501,
    "NotImplemented",
    `Local Azure does not emulate the query '${name}=${value}' of this list.`,
  );
}

function conditions(filter: string): Map<string, string> {
  const parts = filter.split(/\s+and\s+/i).map((part) => condition.exec(part));
  return new Map(
    parts.map((found) => {
      if (!found) throw notEmulated("$filter", filter);
      return [found[1] ?? "", (found[2] ?? "").replaceAll("''", "'")];
    }),
  );
}

function matches(wanted: Map<string, string>, resource: Resource, filter: string): boolean {
  return [...wanted].every(([name, value]) => {
    const field = fields[name];
    if (field) return samePath(field(resource) ?? "", value);
    const tag = wanted.get("tagName");
    if (tag === undefined) throw notEmulated("$filter", filter);
    if (name === "tagName") return Object.keys(resource.tags ?? {}).includes(value);
    if (name === "tagValue") return resource.tags?.[tag] === value;
    throw notEmulated("$filter", filter);
  });
}

/** Names of the query that `filtered` reads. */
export const filterQuery = ["$filter", "$top"];

/**
 * What `$filter` and `$top` leave of a list of ARM: equality of type, group, name, location or one tag, joined by
 * `and`. https://learn.microsoft.com/rest/api/resources/resources/list
 */
export function filtered(resources: Resource[], { query }: Call): Resource[] {
  const filter = query.get("$filter") ?? "";
  const wanted = filter === "" ? new Map<string, string>() : conditions(filter);
  const top = query.get("$top");
  if (top !== null && !/^[1-9]\d*$/.test(top)) throw notEmulated("$top", top);
  return resources
    .filter((resource) => matches(wanted, resource, filter))
    .slice(0, top === null ? undefined : Number(top));
}
