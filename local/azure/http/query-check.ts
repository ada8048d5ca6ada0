import { parseId, samePath } from "../arm/resource-id";
import { AzureError } from "./azure-error";
import type { Call, Route } from "./route";

/** Refuses a missing or unknown api-version as ARM does, and with 501 any query name that the route does not know. */
export function checkQuery(call: Call, route: Route, path: string): void {
  const known = ["api-version", ...(route.query ?? [])];
  const unknown = [...call.query.keys()].find(
    (name) => !known.includes("*") && !known.some((other) => samePath(other, name)),
  );
  if (unknown !== undefined)
    throw new AzureError(
      501,
      "NotImplemented",
      `Local Azure does not emulate the query '${unknown}' of '${call.method} ${path}'.`,
    );
  if (route.versions) checkVersion(call.query, route.versions, path);
}

function checkVersion(query: URLSearchParams, versions: readonly string[], path: string): void {
  const name = [...query.keys()].find((key) => samePath(key, "api-version"));
  const version = name === undefined ? null : query.get(name);
  if (version === null || version === "")
    throw new AzureError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  if (versions.some((known) => samePath(known, version))) return;
  const { namespace, type } = parseId(path);
  const supported = versions.join(", ");
  if (namespace === "Microsoft.Resources")
    throw new AzureError(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${version}' is invalid. The supported versions are '${supported}'.`,
    );
  throw new AzureError(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for location '' and API version '${version}' for type '${type.slice(namespace.length + 1)}'. The supported api-versions are '${supported}'. The supported locations are ''.`,
  );
}
