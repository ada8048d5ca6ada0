import { z } from "zod";
import { freeName, takeName } from "../arm/global-names";
import { namespaces, setRegistered } from "../arm/providers";
import { readBody } from "../http/body";
import { empty, json } from "../http/response";
import type { Handler, Method, Part, Route } from "../http/route";
import { faultRoutes } from "./faults";
import { needAdmin } from "./key";
import { readResources } from "./resources";
import { reset } from "./reset";

const clockSchema = z.strictObject({
  /** Emulated seconds per real second. */
  speed: z.number().positive().optional(),
  latency: z.number().nonnegative().optional(),
  advanceSeconds: z.number().nonnegative().optional(),
});
const providerSchema = z.strictObject({ namespace: z.enum(namespaces), registered: z.boolean() });
const loginsSchema = z.strictObject({
  certificates: z.array(z.string()).default([]),
  federated: z
    .array(
      z.strictObject({
        issuer: z.string(),
        subject: z.string(),
        jwk: z.looseObject({ kty: z.string() }),
      }),
    )
    .default([]),
});
const nameSchema = z.strictObject({ type: z.string(), name: z.string(), taken: z.boolean() });

const turnClock: Handler = async (call, cloud) => {
  const { speed, latency, advanceSeconds } = await readBody(clockSchema, call);
  cloud.clock.set({
    ...(speed === undefined ? {} : { speed }),
    ...(latency === undefined ? {} : { latency }),
    ...(advanceSeconds === undefined ? {} : { advanceSeconds }),
  });
  return json(200, {
    time: cloud.clock.iso(),
    speed: cloud.clock.speed,
    latency: cloud.clock.latency,
  });
};

const health: Handler = (_, { clock, config }) =>
  json(200, {
    pid: process.pid,
    time: clock.iso(),
    speed: clock.speed,
    latency: clock.latency,
    asOf: config.asOf.toISOString().slice(0, 10),
  });

const handlers: readonly [Method, string, Handler][] = [
  ["GET", "health", health],
  ["GET", "bill", (_, cloud) => json(200, cloud.bill.read())],
  ["POST", "clock", turnClock],
  ["GET", "resources", (_, cloud) => json(200, readResources(cloud))],
  [
    "POST",
    "principals",
    async (call, { principals }) => {
      const logins = (await call.text()) === "" ? {} : await readBody(loginsSchema, call);
      const { clientId, clientSecret, objectId } = principals.create("ServicePrincipal", logins);
      return json(201, { clientId, clientSecret, objectId });
    },
  ],
  [
    "POST",
    "providers",
    async (call, { store }) => {
      const { namespace, registered } = await readBody(providerSchema, call);
      setRegistered(store, namespace, registered);
      return empty(204);
    },
  ],
  [
    "POST",
    "names",
    async (call, { store }) => {
      const { type, name, taken } = await readBody(nameSchema, call);
      (taken ? takeName : freeName)(store, type, name);
      return empty(204);
    },
  ],
  ["POST", "reset", reset],
];

const routes: readonly Route[] = [...handlers, ...faultRoutes].map(([method, path, handle]) => ({
  method,
  path: `/admin/${path}`,
  audience: "none",
  handle: needAdmin(handle),
}));

/** `GET /admin/requests` is given by the server, which has the log. */
export const adminPart: Part = { routes };
