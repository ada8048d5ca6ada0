import { readFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { Agent, request as secureRequest } from "node:https";
import type { Json } from "../value";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly request: HttpRequest;
}
/** One HTTP exchange; rejects when there is no answer. Retries are not its business. */
export type Transport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

/**
 * Trust as Go's: SSL_CERT_FILE, when it is set, replaces the system's authorities. Otherwise Node's own
 * (NODE_EXTRA_CA_CERTS included).
 */
export function createTransport(env: NodeJS.ProcessEnv): Transport {
  const file = env.SSL_CERT_FILE;
  const agent = new Agent({
    keepAlive: true,
    minVersion: "TLSv1.2",
    ...(file ? { ca: readFileSync(file) } : {}),
  });
  return async (request, signal) => {
    try {
      return await exchange(request, signal, agent);
    } catch (error) {
      // As Go's client: a kept connection that the server had closed in the meantime is no answer to a GET.
      if (request.method !== "GET" || !(error instanceof StaleConnection)) throw error;
      return exchange(request, signal, agent);
    }
  };
}

class StaleConnection extends Error {}

function exchange(request: HttpRequest, signal: AbortSignal, agent: Agent): Promise<HttpResponse> {
  const { method, url, body } = request;
  const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  const options = { method, headers: { ...request.headers, ...length }, signal };
  return new Promise((resolve, reject) => {
    const sent = url.startsWith("https:")
      ? secureRequest(url, { ...options, agent })
      : plainRequest(url, options);
    sent.on("error", (error: NodeJS.ErrnoException) => {
      const stale = sent.reusedSocket && error.code === "ECONNRESET";
      reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    });
    sent.on("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const headers = Object.entries(answer.headers).map(
          ([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value] as const,
        );
        resolve({
          status: answer.statusCode ?? 0,
          statusText: answer.statusMessage ?? "",
          headers: Object.fromEntries(headers),
          text: Buffer.concat(chunks).toString("utf8"),
          request,
        });
      });
    });
    sent.end(body);
  });
}

/** The JSON value of an answer, undefined when there is none. */
export function jsonOf(response: HttpResponse): Json | undefined {
  try {
    return JSON.parse(response.text.replace(/^\uFEFF/, "")) as Json;
  } catch {
    return undefined;
  }
}
