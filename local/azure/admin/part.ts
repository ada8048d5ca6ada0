import type { Part, Route } from "../http/route";
import { json } from "../http/response";
import { needAdmin } from "./key";

const routes: readonly Route[] = [
  {
    method: "GET",
    path: "/admin/health",
    audience: "none",
    handle: needAdmin((_, { clock, config }) =>
      json(200, {
        pid: process.pid,
        time: clock.iso(),
        speed: clock.speed,
        latency: clock.latency,
        asOf: config.asOf.toISOString().slice(0, 10),
      }),
    ),
  },
];

export const adminPart: Part = { routes };
