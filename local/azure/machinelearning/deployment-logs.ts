import { z } from "zod";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call } from "../http/route";
import { Kind } from "../store";
import { deploymentOf } from "./deployment-paths";
import { userError } from "./errors";
import { readBody } from "./read-body";

const containers = ["InferenceServer", "StorageInitializer"] as const;
export type Container = (typeof containers)[number];

interface Logs {
  readonly lines: Readonly<Record<Container, readonly string[]>>;
}
const kept = new Kind<Logs>("ml-deployment-logs");
/** Lines that are kept of each container. */
const limit = 2000;

const logsBody = z.looseObject({
  containerType: z.string().nullish(),
  tail: z.int().positive().nullish(),
});

/** Adds lines to a container's log. */
export function addLogs(
  deployment: string,
  container: Container,
  lines: readonly string[],
  cloud: Cloud,
): void {
  const key = deployment.toLowerCase();
  const before = cloud.store.get(kept, key)?.lines ?? {
    InferenceServer: [],
    StorageInitializer: [],
  };
  const stamped = lines.map((line) => `${cloud.clock.iso().slice(0, 23)} ${line}`);
  const all = [...before[container], ...stamped].slice(-limit);
  cloud.store.put(kept, key, { lines: { ...before, [container]: all } });
}

export function forgetLogs(deployment: string, cloud: Cloud): void {
  cloud.store.delete(kept, deployment.toLowerCase());
}

/** POST getLogs: the last lines of one container, empty when it never started. */
export async function getLogs(call: Call, cloud: Cloud): Promise<Response> {
  const { id } = deploymentOf(call, cloud);
  const { containerType, tail } = await readBody(call, logsBody);
  const container = containers.find((name) => name === (containerType ?? "InferenceServer"));
  if (container === undefined)
    throw userError(
      `The container type '${containerType ?? ""}' is not one of ${containers.join(", ")}.`,
    );
  const lines = cloud.store.get(kept, id.toLowerCase())?.lines[container] ?? [];
  return json(200, { content: lines.slice(tail ? -tail : 0).join("\n") });
}
