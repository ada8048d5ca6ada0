import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { identify } from "./access";
import { Faults, type Fault } from "./faults";
import { ContentNetwork } from "./files";
import { HubError } from "./hub-error";
import { Repositories } from "./repositories";
import { findRoute } from "./routes";
import type { Sending } from "./send-file";

export interface HubOptions {
  /** Data sets lie below as `{owner}/{name}`. */
  readonly folder: string;
  /** @default a free one */
  readonly port?: number;
  /** Tokens that are good although no data set names them. */
  readonly tokens?: readonly string[];
  readonly faults?: readonly Fault[];
  /** Entries in one page of a tree. @default 1000 */
  readonly pageSize?: number;
}

export interface HubRequestRecord {
  readonly method: string;
  /** Raw path and query, without signature. */
  readonly path: string;
  readonly range: string | undefined;
  readonly status: number;
  /** Bytes of the body handed to the connection so far; files only. */
  bytes: number;
}

export interface RunningHub {
  readonly url: string;
  readonly requests: readonly HubRequestRecord[];
  disturb(fault: Fault): void;
  close(): Promise<void>;
}

type Disturbed = Pick<Sending, "fault" | "cut" | "count">;
type Answer = (request: Request, cut: () => void) => Promise<Response>;

/** What the two servers share. */
interface World {
  readonly network: ContentNetwork;
  readonly repositories: Repositories;
  readonly faults: Faults;
  readonly requests: HubRequestRecord[];
  readonly pageSize: number;
  readonly tokens: readonly string[];
}

/** The Hugging Face hub's routes for data sets, on loopback, from a folder; and the host that large files come from. */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const { pageSize = 1000, tokens = [] } = options;
  const world: World = {
    network: new ContentNetwork(),
    repositories: new Repositories(options.folder),
    faults: new Faults(),
    requests: [],
    ...{ pageSize, tokens },
  };
  const disturb = (fault: Fault) => {
    world.faults.add(fault);
  };
  options.faults?.forEach(disturb);
  const cdn = await listen((request, cut) =>
    answer(world, request, cut, (sending) => world.network.send(request, sending)),
  );
  world.network.origin = cdn.origin;
  const hub = await listen(
    (request, cut) => answer(world, request, cut, (sending) => callRoute(world, request, sending)),
    options.port,
  );
  return {
    url: hub.origin,
    requests: world.requests,
    disturb,
    async close() {
      await Promise.all([hub.close(), cdn.close()]);
    },
  };
}

/** Answers a request, disturbed where that was asked for, and notes it. */
async function answer(
  { faults, requests }: World,
  request: Request,
  cut: () => void,
  handle: (sending: Disturbed) => Response | Promise<Response>,
): Promise<Response> {
  const url = new URL(request.url);
  const fault = faults.take(`${request.method} ${url.pathname}${url.search}`);
  const record = { bytes: 0 };
  const sending = { fault, cut, count: (bytes: number) => (record.bytes += bytes) };
  const response = await respond(fault, () => handle(sending));
  requests.push(
    Object.assign(record, {
      method: request.method,
      path: url.pathname + url.search.replace(/(Signature=)[^&]*/, "$1…"),
      range: request.headers.get("range") ?? undefined,
      status: response.status,
    }),
  );
  return response;
}

function callRoute(
  { network, repositories, pageSize, tokens }: World,
  request: Request,
  sending: Disturbed,
): Response | Promise<Response> {
  const url = new URL(request.url);
  const found = findRoute(request.method, url.pathname);
  if (!found) throw new HubError(404, undefined, `no route '${request.method} ${url.pathname}'`);
  const { handle, params } = found;
  const token = identify(request, repositories, tokens);
  const call = { request, url, query: url.searchParams, params, token, repositories, sending };
  return handle({ ...call, pageSize, locate: (file) => network.locate(file) });
}

async function respond(
  fault: Fault | undefined,
  handle: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    if (fault?.kind === "status") {
      const { status, retryAfter } = fault;
      const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
      throw new HubError(status, undefined, "Disturbed on demand", headers);
    }
    return await handle();
  } catch (error) {
    if (error instanceof HubError) return error.response();
    console.error(error);
    return new HubError(500, undefined, String(error)).response();
  }
}

async function listen(
  answer: Answer,
  port = 0,
): Promise<{ origin: string; close(): Promise<void> }> {
  const server: ServerType = createAdaptorServer({
    fetch: (request, env) =>
      answer(request, () => {
        (env.incoming as IncomingMessage).socket.destroy();
      }),
    overrideGlobalObjects: false,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
