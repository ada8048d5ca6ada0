/**
 * Reduces published ARM schemas (Azure/azure-resource-manager-schemas, MIT) to facts: types, required, enums, patterns.
 * Usage: node --require tsx/cjs test/arm/reduce.ts FOLDER, with FOLDER/<api-version>/<namespace>.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Schema {
  [keyword: string]: unknown;
  $ref?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
}

interface Published {
  readonly resourceDefinitions: Record<string, Schema>;
  readonly definitions: Record<string, Schema>;
}

/** What the tests look bodies up in: resource type (lower case) and API version to the name of its definition. */
export interface Reduced {
  readonly resources: Record<string, string>;
  readonly definitions: Record<string, Schema>;
}

const sources: readonly (readonly [file: string, types: readonly string[]])[] = [
  ["2022-04-01/Microsoft.Authorization", ["roleAssignments"]],
  ["2023-01-31/Microsoft.ManagedIdentity", ["userAssignedIdentities"]],
  ["2024-01-01/Microsoft.Storage", ["storageAccounts", "storageAccounts_blobServices_containers"]],
  ["2024-11-01/Microsoft.KeyVault", ["vaults"]],
  ["2023-09-01/Microsoft.OperationalInsights", ["workspaces"]],
  ["2020-02-02/Microsoft.Insights.Application", ["components"]],
  ["2023-01-01-preview/Microsoft.ContainerRegistry", ["registries"]],
  [
    "2025-12-01/Microsoft.MachineLearningServices",
    [
      "workspaces",
      "workspaces_computes",
      "workspaces_data",
      "workspaces_data_versions",
      "workspaces_jobs",
      "workspaces_models",
      "workspaces_models_versions",
      "workspaces_onlineEndpoints",
      "workspaces_onlineEndpoints_deployments",
    ],
  ],
];

const facts = ["type", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"];
const templateExpression = "common/definitions.json";

/** Follows what a resource type refers to, and keeps only that. */
class Reducer {
  readonly definitions: Record<string, Schema> = {};

  constructor(
    private readonly published: Published,
    private readonly prefix: string,
  ) {}

  reduce(schema: Schema): Schema {
    if (schema.$ref !== undefined) return this.refer(schema.$ref);
    const alternatives = schema.oneOf?.filter(({ $ref = "" }) => !$ref.includes(templateExpression));
    if (alternatives && schema.allOf === undefined) {
      const [only] = alternatives;
      return alternatives.length === 1 && only ? this.reduce(only) : { anyOf: alternatives.map((one) => this.reduce(one)) };
    }
    const variants = schema.allOf?.find(({ oneOf }) => oneOf !== undefined)?.oneOf;
    if (variants) return { anyOf: variants.map((variant) => this.variant(schema.allOf?.[0] ?? {}, variant)) };
    return this.plain(schema);
  }

  /** One case of a discriminated union: the published base and case each refuse the other's properties. */
  private variant(base: Schema, { allOf = [] }: Schema): Schema {
    const [reference, discriminator] = allOf;
    const own = this.published.definitions[nameOf(reference?.$ref ?? "")] ?? {};
    return this.plain({
      type: "object",
      additionalProperties: false,
      properties: { ...base.properties, ...own.properties, ...discriminator?.properties },
      required: [...new Set([...(base.required ?? []), ...(own.required ?? []), ...(discriminator?.required ?? [])])],
    });
  }

  private plain(schema: Schema): Schema {
    const kept: Schema = Object.fromEntries(facts.filter((fact) => fact in schema).map((fact) => [fact, schema[fact]]));
    if (schema.required?.length) kept.required = schema.required;
    if (schema.items) kept.items = this.reduce(schema.items);
    if (schema.properties && Object.keys(schema.properties).length > 0) {
      kept.properties = Object.fromEntries(
        Object.entries(schema.properties).map(([name, inner]) => [name, this.reduce(inner)]),
      );
    }
    // The published schemas leave nested objects open; a property that they do not list is a mistake all the same.
    const more = schema.additionalProperties ?? (kept.properties ? false : undefined);
    if (more !== undefined) kept.additionalProperties = typeof more === "boolean" ? more : this.reduce(more);
    return kept;
  }

  private refer($ref: string): Schema {
    const name = `${this.prefix}/${nameOf($ref)}`;
    if (!(name in this.definitions)) {
      this.definitions[name] = {};
      this.definitions[name] = this.reduce(this.published.definitions[nameOf($ref)] ?? {});
    }
    return { $ref: `#/definitions/${name.replaceAll("/", "~1")}` };
  }
}

function nameOf($ref: string): string {
  return $ref.split("/").at(-1) ?? "";
}

function reduceAll(folder: string): Reduced {
  const reduced: Reduced = { resources: {}, definitions: {} };
  for (const [file, types] of sources) {
    const published = JSON.parse(readFileSync(join(folder, `${file}.json`), "utf8")) as Published;
    const reducer = new Reducer(published, file);
    for (const type of types) {
      const definition = published.resourceDefinitions[type];
      if (!definition) throw new Error(`${file} has no resource type '${type}'`);
      const { name: resourceName,
        type: token,
        apiVersion,
        resources, ...properties } = definition.properties ?? {};
      const name = `${file}/${type}`;
      reduced.definitions[name] = reducer.reduce({
        ...definition,
        properties,
        required: (definition.required ?? []).filter((key) => !["name", "type", "apiVersion"].includes(key)),
      });
      reduced.resources[`${only(token)} ${only(apiVersion)}`.toLowerCase()] = name;
    }
    Object.assign(reduced.definitions, reducer.definitions);
  }
  return reduced;
}

function only(schema: Schema | undefined): string {
  return String((schema?.enum as unknown[] | undefined)?.[0]);
}

if (require.main === module) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("name the folder of the published schemas");
  writeFileSync(join(__dirname, "schemas.json"), `${JSON.stringify(reduceAll(folder))}\n`);
}
