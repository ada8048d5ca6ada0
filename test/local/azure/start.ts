import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Cloud } from "../../../local/azure/cloud";
import { startServer } from "../../../local/azure/server";
import { connection, type Connection, type StartOptions } from "../../../local/azure/state";

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, `{}` when there is none; tests look into it by path. */
  readonly body: Json;
}

/** A JSON object; nested values are looked at with `at`. */
export type Json = Readonly<Record<string, unknown>>;

/** The value at a path of keys, for example `at(body, "error", "code")`. */
export function at(value: unknown, ...keys: (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

export interface Init {
  readonly method?: string;
  /** Sent as JSON unless it is a string or bytes. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Token to send: default an ARM token of the state's principal; null for none. */
  readonly token?: string | null;
}

export interface LocalAzure {
  readonly connection: Connection;
  readonly url: string;
  /** The services inside, for what no request can see. */
  readonly cloud: Cloud;
  readonly stateDir: string;
  token(audience?: string, as?: { clientId: string; clientSecret: string }): Promise<string>;
  /** `path` begins with `/`, or is a whole URL of this server; `~` stands for the subscription. */
  fetch(path: string, init?: Init): Promise<Answer>;
  admin(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Polls the headers of an accepted operation to its end; the last answer. */
  finish(accepted: Answer): Promise<Answer>;
  stop(): Promise<void>;
}

const seed = join(process.cwd(), ".cache", "test-azure");
const seedFiles = [
  "tls/ca.pem",
  "tls/ca.key",
  "tls/server.pem",
  "tls/server.key",
  "token-key.json",
];

function copyFiles(from: string, to: string): void {
  for (const name of seedFiles) {
    if (!existsSync(join(from, name)) || existsSync(join(to, name))) continue;
    mkdirSync(dirname(join(to, name)), { recursive: true });
    copyFileSync(join(from, name), join(to, name));
  }
}

/** Keys and certificates of one run serve all tests of this checkout: making them costs most of a start. */
function keepSeed(dataDir: string, cloud: Cloud): void {
  const tokenKey = join(dataDir, "token-key.json");
  if (!existsSync(tokenKey)) writeFileSync(tokenKey, JSON.stringify(cloud.config.tokenKey));
  copyFiles(dataDir, seed);
}

function send(agent: Agent, url: URL, init: Init & { body?: unknown }): Promise<Answer> {
  const { method = "GET", body, headers = {} } = init;
  const raw = typeof body === "string" || body instanceof Uint8Array;
  const content = body === undefined ? undefined : raw ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent,
      method,
      headers: {
        ...(content === undefined ? {} : { "content-length": Buffer.byteLength(content) }),
        ...(content === undefined || raw ? {} : { "content-type": "application/json" }),
        ...headers,
      },
    });
    sent.once("error", reject);
    sent.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const isJson = (response.headers["content-type"] ?? "").includes("json");
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
          text,
          body: isJson && text !== "" ? (JSON.parse(text) as Json) : {},
        });
      });
    });
    sent.end(content);
  });
}

/** Starts local Azure in this process, in a folder of its own unless one is given, with everything at once. */
export async function startLocalAzure(options: Partial<StartOptions> = {}): Promise<LocalAzure> {
  const own = options.stateDir === undefined;
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), "local-azure-"));
  copyFiles(seed, join(stateDir, "azure"));
  const running = await startServer({ latency: 0, ...options, stateDir });
  const { cloud } = running;
  const { config } = cloud;
  keepSeed(config.dataDir, cloud);
  const agent = new Agent({ ca: readFileSync(config.tls.caFile), keepAlive: true });
  const tokens = new Map<string, string>();

  const whole = (path: string): URL =>
    new URL(
      path.startsWith("https:")
        ? path
        : config.url + path.replace(/^\/?~/, `/subscriptions/${config.subscriptionId}`),
    );

  const azure: LocalAzure = {
    connection: connection(config),
    url: config.url,
    cloud,
    stateDir,
    async token(audience = "https://management.azure.local/", as = config) {
      const key = `${as.clientId} ${audience}`;
      const known = tokens.get(key);
      if (known !== undefined) return known;
      const { body, text } = await send(agent, whole(`/${config.tenantId}/oauth2/v2.0/token`), {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          client_id: as.clientId,
          client_secret: as.clientSecret,
          grant_type: "client_credentials",
          scope: `${audience}/.default`,
        }).toString(),
      });
      if (typeof body.access_token !== "string") throw new Error(text);
      tokens.set(key, body.access_token);
      return body.access_token;
    },
    async fetch(path, init = {}) {
      const token = init.token === undefined ? await azure.token() : init.token;
      const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
      return send(agent, whole(path), { ...init, headers: { ...authorization, ...init.headers } });
    },
    admin: (method, path, body) =>
      send(agent, whole(path), {
        method,
        body,
        headers: { "x-local-azure-key": config.adminKey },
      }),
    async finish(accepted) {
      const url = accepted.headers.get("azure-asyncoperation") ?? accepted.headers.get("location");
      if (url === null) return accepted;
      for (;;) {
        const answer = await azure.fetch(url);
        if (answer.status !== 202 && answer.body.status !== "InProgress") return answer;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async stop() {
      agent.destroy();
      await running.close();
      if (own) rmSync(stateDir, { recursive: true, force: true });
    },
  };
  return azure;
}
