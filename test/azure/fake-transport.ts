import { RestError, createHttpHeaders } from "@azure/core-rest-pipeline";
import type { HttpClient, PipelineRequest } from "@azure/core-rest-pipeline";
import { createArm } from "../../azure/arm";
import type { Arm } from "../../azure/arm";
import type { Cloud } from "../../azure/cloud";
import type { Http } from "../../azure/http";
import { createHttp } from "../../azure/pipeline";
import type { Credential } from "../../azure/tokens";

/** What the fake answers; `error` is a connection that breaks with this code. */
export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: string;
}

/** One request as it arrived. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Script = Readonly<Record<string, Reply | readonly Reply[] | ((sent: Sent) => Reply)>>;

/**
 * Azure of a test: `"GET /path"` to its answer, to its answers in order (the last one stays), or to a function. An unlisted
 * request is 404. Time never passes but by `sleep`, which adds to it.
 */
export class FakeAzure {
  readonly sent: Sent[] = [];
  readonly slept: number[] = [];
  readonly lines: string[] = [];
  readonly tokensAsked: string[] = [];
  time = Date.parse("2026-11-21T00:00:00Z");
  /** Lifetime of the next tokens. */
  tokenSeconds = 3600;
  readonly #counts = new Map<string, number>();

  constructor(private readonly script: Script) {}

  readonly transport: HttpClient = {
    sendRequest: (request) => {
      const sent = received(request);
      this.sent.push(sent);
      const reply = this.#replyTo(sent);
      if (reply.error) throw new RestError("broken", { code: reply.error, request });
      const { status = 200, body, headers = {} } = reply;
      const bodyAsText =
        body === undefined || typeof body === "string" ? body : JSON.stringify(body);
      return Promise.resolve({
        request,
        status,
        headers: createHttpHeaders(headers),
        ...(bodyAsText === undefined ? {} : { bodyAsText }),
      });
    },
  };

  /** Gives `token-1`, `token-2`, … */
  readonly credential: Credential = {
    getToken: (scope) => {
      this.tokensAsked.push([scope].flat().join(" "));
      return Promise.resolve({
        token: `token-${this.tokensAsked.length}`,
        expiresOnTimestamp: this.time + this.tokenSeconds * 1000,
      });
    },
    forget: () => undefined,
  };

  readonly now = (): number => this.time;
  readonly sleep = (seconds: number): Promise<void> => {
    this.slept.push(seconds);
    this.time += seconds * 1000;
    return Promise.resolve();
  };

  http(): Http {
    return createHttp({
      transport: this.transport,
      credential: this.credential,
      sleep: this.sleep,
      now: this.now,
      log: (line) => this.lines.push(line),
    });
  }

  arm(): Arm {
    return createArm(this.http(), cloud, { intervalSeconds: 10, deadlineSeconds: 600 });
  }

  /** `"GET /path"` of every request. */
  calls(): string[] {
    return this.sent.map(({ method, path }) => `${method} ${path}`);
  }

  #replyTo(sent: Sent): Reply {
    const key = `${sent.method} ${sent.path}`;
    const found = this.script[key];
    if (found === undefined) {
      return { status: 404, body: { error: { code: "ResourceNotFound", message: `no ${key}` } } };
    }
    if (typeof found === "function") return found(sent);
    const replies = [found].flat();
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    return replies[Math.min(count, replies.length - 1)] ?? {};
  }
}

function received(request: PipelineRequest): Sent {
  const url = new URL(request.url);
  const text = typeof request.body === "string" ? request.body : undefined;
  return {
    method: request.method,
    url: request.url,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers.toJSON(),
    body: text !== undefined && /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text,
  };
}

/** A cloud of its own, so that nothing can pass by knowing Azure's names. */
export const cloud: Cloud = {
  name: "Test",
  resourceManager: "https://arm.test",
  loginEndpoint: "https://login.test/",
  armScope: "https://arm.test/.default",
  mlScope: "https://ml.test/.default",
  storageScope: "https://storage.test/.default",
  storageSuffix: "storage.test",
  registryDiscovery: "https://registry.test/",
  portal: "https://portal.test",
};
