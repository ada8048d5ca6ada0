import type { TypeRow } from "../types/row";
import { defaultOf, objectType, resourceType, type Field } from "../types/shapes";
import { isObject, isText, same, type Json, type JsonObject } from "../value";
import { pathInputs } from "./paths";

export type Change = "add" | "update" | "delete";
export interface Difference {
  /** Property path, for example `a.b[0]`. */
  readonly key: string;
  /** First segment of the path. */
  readonly property: string;
  readonly change: Change;
  readonly replaces: boolean;
}
export interface Diffed {
  readonly differences: readonly Difference[];
  /** Old and new cannot live side by side. */
  readonly deleteBeforeReplace: boolean;
}

/** Compares old inputs with new ones; outputs only tell whether an added value is there already. */
export function diff(
  row: TypeRow,
  oldInputs: JsonObject,
  newInputs: JsonObject,
  oldOutputs: JsonObject,
): Diffed {
  const olds = { ...oldInputs };
  // State of the 2.x provider has the API version among the outputs only.
  if (olds.azureApiVersion === undefined && oldOutputs.azureApiVersion !== undefined)
    olds.azureApiVersion = oldOutputs.azureApiVersion;
  const replacing = new Set([...pathInputs(row), ...(row.forceNew ?? [])]);
  const found: Difference[] = [];
  for (const property of keys(olds, newInputs)) {
    const [was, is] = [olds[property], newInputs[property]];
    if (property.startsWith("__") || isSameName(property, was, is)) continue;
    const field = resourceType(row.token, "in").fields.find(({ name }) => name === property);
    const walk = new Walk(row.keyed?.[property]);
    walk.compare(quoted("", property), was, is, field, row.token);
    const replaces = (change: Change): boolean =>
      replacing.has(property) && !(change === "add" && same(oldOutputs[property], is));
    found.push(...walk.found.map((d) => ({ ...d, property, replaces: replaces(d.change) })));
  }
  const autoNamed = oldInputs.__createBeforeDelete === true;
  return {
    differences: found,
    deleteBeforeReplace: found.some(({ replaces }) => replaces) && !autoNamed,
  };
}

/** Azure ignores the case of these two, and blanks in a location. */
function isSameName(property: string, was: Json | undefined, is: Json | undefined): boolean {
  if (!isText(was) || !isText(is)) return false;
  if (property === "location") return plainLocation(was) === plainLocation(is);
  return property === "resourceGroupName" && was.toLowerCase() === is.toLowerCase();
}

function plainLocation(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

class Walk {
  readonly found: { key: string; change: Change }[] = [];
  constructor(private readonly identifier: string | undefined) {}

  compare(
    key: string,
    was: Json | undefined,
    is: Json | undefined,
    field?: Field,
    owner = "",
  ): void {
    if (same(was, is)) return;
    if (was === undefined) {
      // The package fills in a default that older state has not got: nothing that anyone changed.
      const preset = field && defaultOf(owner, field.name);
      if (preset === undefined || !same(preset, is)) this.found.push({ key, change: "add" });
    } else if (is === undefined) this.found.push({ key, change: "delete" });
    else if (isObject(was) && isObject(is)) this.compareObjects(key, was, is, field);
    else if (Array.isArray(was) && Array.isArray(is)) this.compareArrays(key, was, is, field);
    else this.found.push({ key, change: "update" });
  }

  private compareObjects(key: string, was: JsonObject, is: JsonObject, field?: Field): void {
    const shape = field?.shape;
    const type =
      typeof shape === "string" && shape.startsWith("#") ? objectType(shape, "in") : undefined;
    for (const name of keys(was, is)) {
      const inner = type?.fields.find((f) => f.name === name);
      this.compare(quoted(key, name), was[name], is[name], inner, type?.name);
    }
  }

  private compareArrays(key: string, was: Json[], is: Json[], field?: Field): void {
    const identifier = this.identifier;
    const shape = field?.shape;
    const item =
      typeof shape === "object" && "a" in shape
        ? { name: "", optional: true, shape: shape.a }
        : undefined;
    const paired = identifier === undefined ? is : align(was, is, identifier);
    for (let index = 0; index < Math.max(was.length, paired.length); index++)
      this.compare(`${key}[${index}]`, was[index], paired[index], item);
  }
}

/** The new items in the order of the old ones with the same identifier; the others follow. */
function align(was: Json[], is: Json[], identifier: string): (Json | undefined)[] {
  const name = (item: Json): Json | undefined => (isObject(item) ? item[identifier] : undefined);
  const kept = was.map((old) => is.find((item) => same(name(item), name(old))));
  return [...kept, ...is.filter((item) => !was.some((old) => same(name(item), name(old))))];
}

function keys(a: JsonObject, b: JsonObject): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

/** Joins property path segments; a name that would be read as a path is quoted. */
function quoted(base: string, name: string): string {
  if (/[.[\]"]/.test(name)) return `${base}[${JSON.stringify(name)}]`;
  return base === "" ? name : `${base}.${name}`;
}
