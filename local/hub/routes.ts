import { datasetInfo, listRefs, listTree, pathsInfo, whoAmI } from "./api";
import type { HubCall } from "./call";
import { resolveFile } from "./files";

type HubHandler = (call: HubCall) => Response | Promise<Response>;

const id = "(?<id>[^/]+/[^/]+)";
// A revision is one segment, its slashes escaped; the hub also takes those of its own refs as they are.
const revision = "(?<revision>refs/(?:convert|pr)/[^/]+|[^/]+)";

const routes: readonly (readonly [methods: string, pattern: RegExp, handle: HubHandler])[] = [
  ["GET", /^\/api\/whoami-v2$/, whoAmI],
  ["GET", new RegExp(`^/api/datasets/${id}/refs$`), listRefs],
  ["GET", new RegExp(`^/api/datasets/${id}/revision/${revision}$`), datasetInfo],
  ["GET", new RegExp(`^/api/datasets/${id}/tree/${revision}(?:/(?<path>.+?))?/?$`), listTree],
  ["POST", new RegExp(`^/api/datasets/${id}/paths-info/${revision}$`), pathsInfo],
  ["GET", new RegExp(`^/api/datasets/${id}$`), datasetInfo],
  ["GET HEAD", new RegExp(`^/datasets/${id}/resolve/${revision}/(?<path>.+)$`), resolveFile],
];

interface FoundRoute {
  readonly handle: HubHandler;
  readonly params: HubCall["params"];
}

/** By method and raw path: what is escaped belongs to one segment. */
export function findRoute(method: string, path: string): FoundRoute | undefined {
  for (const [methods, pattern, handle] of routes) {
    const found = methods.split(" ").includes(method) ? pattern.exec(path) : null;
    if (!found) continue;
    const raw = Object.entries(found.groups ?? {}) as [string, string | undefined][];
    const params = raw.map(([name, value]) => [name, value && decodeURIComponent(value)] as const);
    return { handle, params: Object.fromEntries(params) };
  }
  return undefined;
}
