import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { adminPart } from "./admin/part";
import { requestsRoute } from "./admin/requests";
import { armPart } from "./arm/part";
import { assemble } from "./assemble";
import type { Cloud } from "./cloud";
import { Pipeline } from "./http/pipeline";
import { openRequestLog } from "./http/request-log";
import type { Part } from "./http/route";
import { Router } from "./http/router";
import { identityPart } from "./identity/part";
import { announce, openState, withdraw, type CloudConfig, type StartOptions } from "./state";
import { machineLearningPart } from "./machinelearning/part";
import { storagePart } from "./storage/part";

/** All of local Azure. One line for each part. */
const parts: readonly Part[] = [identityPart, armPart, machineLearningPart, storagePart, adminPart];

export interface RunningAzure {
  readonly cloud: Cloud;
  /** Ends the server, keeps the state. */
  close(): Promise<void>;
}

/** Starts local Azure on a state folder; ready (azure.json written) when this resolves. */
export async function startServer(options: StartOptions): Promise<RunningAzure> {
  const config = await openState(options);
  let opened: ((pipeline: Pipeline) => void) | undefined;
  const pipeline = new Promise<Pipeline>((resolve) => {
    opened = resolve;
  });
  // The port first: it is what keeps a second process away from the database and the blobs.
  const server = await listen(config, pipeline);
  const cloud = await assemble(config);
  for (const part of parts) part.register?.(cloud);
  const stops: (() => Promise<void>)[] = [];
  for (const part of parts) if (part.start) stops.push(await part.start(cloud));
  cloud.operations.resume();
  const log = openRequestLog(cloud.store);
  const router = new Router([...parts.flatMap(({ routes }) => routes), requestsRoute(log)]);
  opened?.(new Pipeline({ cloud, router, log }));
  announce(config);
  return {
    cloud,
    async close() {
      withdraw(config);
      await new Promise((resolve) => {
        server.close(resolve);
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
      for (const stop of stops.reverse()) await stop();
      cloud.clock.stop();
      cloud.store.close();
    },
  };
}

async function listen(config: CloudConfig, pipeline: Promise<Pipeline>): Promise<ServerType> {
  const server = createAdaptorServer({
    fetch: async (request, env) =>
      (await pipeline).answer(request, () => {
        (env.incoming as IncomingMessage).socket.destroy();
      }),
    createServer,
    serverOptions: { key: config.tls.key, cert: config.tls.cert, minVersion: "TLSv1.2" },
    overrideGlobalObjects: false,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const inUse = `port ${config.port} is in use: local Azure runs already on '${config.stateDir}', or another program took its port (then give another one with --port)`;
      reject(error.code === "EADDRINUSE" ? new Error(inUse) : error);
    });
    server.listen(config.port, "127.0.0.1", resolve);
  });
  return server;
}
