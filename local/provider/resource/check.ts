import type { TypeRow } from "../types/row";
import { resourceType } from "../types/shapes";
import { isText, unknown, type Json, type JsonObject } from "../value";
import { nameInputs, type Naming } from "./names";
import { problems } from "./validate";

export interface CheckOptions extends Naming {
  /** `location` of the provider's configuration. */
  readonly location?: string | undefined;
  /** Location of a resource group, undefined when it cannot be found. */
  locationOf(resourceGroup: string): Promise<string | undefined>;
}

export interface Checked {
  readonly inputs: JsonObject;
  /** Reasons, in the words of the provider. */
  readonly failures: readonly string[];
}

/** Inputs with name, location and API version filled in, and what is wrong with them. */
export async function check(
  row: TypeRow,
  olds: JsonObject,
  news: JsonObject,
  options: CheckOptions,
): Promise<Checked> {
  const inputs: JsonObject = { ...news, ...nameInputs(row, olds, news, options) };
  const location = await defaultLocation(row, olds, inputs, options);
  if (location !== undefined) inputs.location = location;
  inputs.azureApiVersion ??= row.apiVersion;
  return { inputs, failures: problems(row, inputs) };
}

async function defaultLocation(
  row: TypeRow,
  olds: JsonObject,
  inputs: JsonObject,
  options: CheckOptions,
): Promise<Json | undefined> {
  const fields = resourceType(row.token, "in").fields;
  if (inputs.location !== undefined || !fields.some(({ name }) => name === "location"))
    return undefined;
  if (isText(olds.location)) return olds.location;
  if (options.location) return options.location;
  const group = inputs.resourceGroupName;
  // A resource group has no group above it whose location it could take.
  if (!isText(group) || row.token === "resources:ResourceGroup") return undefined;
  return group === unknown ? unknown : options.locationOf(group);
}
