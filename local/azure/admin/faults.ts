import { faultSchema } from "../faults";
import { readBody } from "../http/body";
import { empty, json } from "../http/response";
import type { Handler, Method } from "../http/route";

const add: Handler = async (call, { faults }) =>
  json(201, { id: faults.add(await readBody(faultSchema, call)) });

const list: Handler = (_, { faults }) => json(200, { faults: faults.list() });

const remove: Handler = (call, { faults }) => {
  faults.remove(call.params.id);
  return empty(204);
};

export const faultRoutes: readonly [Method, string, Handler][] = [
  ["POST", "faults", add],
  ["GET", "faults", list],
  ["DELETE", "faults", remove],
  ["DELETE", "faults/{id}", remove],
];
