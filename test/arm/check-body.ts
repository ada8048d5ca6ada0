import { Ajv } from "ajv";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Reduced } from "./reduce";

const schemas = JSON.parse(readFileSync(join(__dirname, "schemas.json"), "utf8")) as Reduced;
const ajv = new Ajv({ strict: false, allErrors: true }).addSchema({ $id: "arm", definitions: schemas.definitions });

/** A change as local Azure's request log has it. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly status: number;
  readonly body?: unknown;
}

/**
 * What the published schema of that type and version has against the body of an accepted PUT.
 * @returns one line each, or undefined when no schema is kept for it
 */
export function bodyProblems({ method, path, query = "", body }: LoggedRequest): string[] | undefined {
  if (method !== "PUT") return undefined;
  const version = new URLSearchParams(query).get("api-version") ?? "";
  const name = schemas.resources[`${resourceType(path)} ${version}`.toLowerCase()];
  if (name === undefined) return undefined;
  const validate = ajv.compile({ $ref: `arm#/definitions/${name.replaceAll("/", "~1")}` });
  if (validate(body)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = "" }) => `${path}${instancePath}: ${message}`);
}

/** `Microsoft.X/a/b` of a resource ID; the last provider counts. */
function resourceType(path: string): string {
  const [provider = "", ...rest] = path.split(/\/providers\//i).at(-1)?.split("/") ?? [];
  return [provider, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}
