import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { assemble } from "../../../../local/azure/assemble";
import type { Cloud } from "../../../../local/azure/cloud";
import { Pipeline } from "../../../../local/azure/http/pipeline";
import { openRequestLog } from "../../../../local/azure/http/request-log";
import { Router } from "../../../../local/azure/http/router";
import { openState } from "../../../../local/azure/state";
import { accountKeys } from "../../../../local/azure/storage/account-keys";
import { storagePart } from "../../../../local/azure/storage/part";

/** The blob service alone, on a state folder: HTTPS server, pipeline, Azurite. */
export interface BlobServer {
  readonly cloud: Cloud;
  readonly url: string;
  readonly stateDir: string;
  addAccount(name: string, properties?: Record<string, unknown>): Promise<string>;
  key(name: string): string;
  /** Gives a principal a role of this definition at the account. */
  grant(objectId: string, roleDefinition: string, account: string): void;
  /** Token of a principal for an audience. */
  token(objectId: string, audience?: string): Promise<string>;
  stop(): Promise<void>;
}

export const roles = {
  reader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  contributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
};

const idOf = (name: string): string =>
  `/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/${name}`;

async function listen(cloud: Cloud): Promise<() => Promise<void>> {
  const { config } = cloud;
  const router = new Router(storagePart.routes);
  const pipeline = new Pipeline({ cloud, router, log: openRequestLog(cloud.store) });
  const server = createAdaptorServer({
    fetch: (request) => pipeline.answer(request, () => undefined),
    createServer,
    serverOptions: { key: config.tls.key, cert: config.tls.cert },
    overrideGlobalObjects: false,
  });
  await new Promise<void>((resolve) => {
    server.listen(config.port, "127.0.0.1", resolve);
  });
  const stopPart = await storagePart.start?.(cloud);
  return async () => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
    await stopPart?.();
    cloud.clock.stop();
    cloud.store.close();
  };
}

function operations(cloud: Cloud): Omit<BlobServer, "cloud" | "url" | "stateDir" | "stop"> {
  const { resources, config } = cloud;
  return {
    async addAccount(name, properties = {}) {
      const type = "Microsoft.Storage/storageAccounts";
      resources.put({ id: idOf(name), name, type, properties });
      await cloud.blobs.ensureContainer(name, "data");
      return `${config.url}/${name}`;
    },
    key: (name) => accountKeys(config.signingSecret, resources.need(idOf(name)))[0],
    grant(principalId, roleDefinitionId, account) {
      const name = `${principalId}-${roleDefinitionId}`;
      const type = "Microsoft.Authorization/roleAssignments";
      resources.put({
        id: `${idOf(account)}/providers/${type}/${name}`,
        name,
        type,
        properties: {
          principalId,
          roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${roleDefinitionId}`,
          scope: idOf(account),
          createdOn: new Date(cloud.clock.now() - 1).toISOString(),
        },
      });
    },
    async token(objectId, audience = "https://storage.azure.com") {
      const principal = {
        objectId,
        clientId: objectId,
        type: "ServicePrincipal" as const,
        createdAt: 0,
      };
      return (await cloud.tokens.issue(principal, audience)).token;
    },
  };
}

export async function startBlobServer(stateDir?: string): Promise<BlobServer> {
  const folder = stateDir ?? mkdtempSync(join(tmpdir(), "local-blobs-"));
  const config = await openState({ stateDir: folder, latency: 0 });
  const cloud = await assemble(config);
  const stop = await listen(cloud);
  return {
    cloud,
    url: config.url,
    stateDir: folder,
    ...operations(cloud),
    async stop() {
      await stop();
      if (stateDir === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
