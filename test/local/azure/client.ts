import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import type { Connection } from "../../../local/azure/state";

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, `{}` when there is none; tests look into it with `at`. */
  readonly body: Json;
}

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

export interface Login {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Client {
  /** A token of the state's principal, or of another; fetched once. */
  token(audience?: string, as?: Login): Promise<string>;
  /** `path` begins with `/`, or is a whole URL of this server; `~` stands for the subscription. */
  fetch(path: string, init?: Init): Promise<Answer>;
  admin(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Polls the headers of an accepted operation to its end; the last answer. */
  finish(accepted: Answer): Promise<Answer>;
  close(): void;
}

function send(agent: Agent, url: URL, init: Init): Promise<Answer> {
  const { method = "GET", body, headers = {} } = init;
  const raw = typeof body === "string" || body instanceof Uint8Array;
  const content = body === undefined ? undefined : raw ? body : JSON.stringify(body);
  const own = {
    ...(content === undefined ? {} : { "content-length": Buffer.byteLength(content) }),
    ...(content === undefined || raw ? {} : { "content-type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers: { ...own, ...headers } });
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

/** A plain HTTPS client of a local Azure that trusts its CA. */
export function connect(connection: Connection): Client {
  const { url, tenantId, subscriptionId, adminKey, caFile } = connection;
  const agent = new Agent({ ca: readFileSync(caFile), keepAlive: true });
  const tokens = new Map<string, string>();
  const whole = (path: string): URL =>
    new URL(
      path.startsWith("https:")
        ? path
        : url + path.replace(/^~/, `/subscriptions/${subscriptionId}`),
    );

  const client: Client = {
    async token(audience = "https://management.azure.local/", as = connection) {
      const key = `${as.clientId} ${audience}`;
      const known = tokens.get(key);
      if (known !== undefined) return known;
      const { body, text } = await send(agent, whole(`/${tenantId}/oauth2/v2.0/token`), {
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
      const token = init.token === undefined ? await client.token() : init.token;
      const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
      return send(agent, whole(path), { ...init, headers: { ...authorization, ...init.headers } });
    },
    admin: (method, path, body) =>
      send(agent, whole(path), { method, body, headers: { "x-local-azure-key": adminKey } }),
    async finish(accepted) {
      const poll = accepted.headers.get("azure-asyncoperation") ?? accepted.headers.get("location");
      if (poll === null) return accepted;
      for (;;) {
        const answer = await client.fetch(poll);
        if (answer.status !== 202 && answer.body.status !== "InProgress") return answer;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    close() {
      agent.destroy();
    },
  };
  return client;
}
