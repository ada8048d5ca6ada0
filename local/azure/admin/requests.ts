import type { RequestLog } from "../http/request-log";
import { json } from "../http/response";
import type { Route } from "../http/route";
import { needAdmin } from "./key";

/** `GET /admin/requests?since=N`: what was answered from number N on, without secrets. */
export function requestsRoute(log: RequestLog): Route {
  return {
    method: "GET",
    path: "/admin/requests",
    audience: "none",
    query: ["since"],
    handle: needAdmin((call) => json(200, log.since(Number(call.query.get("since") ?? 0)))),
  };
}
