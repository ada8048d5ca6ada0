import type { TokenCredential } from "@azure/core-auth";
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  isRestError,
  logPolicy,
  proxyPolicy,
  redirectPolicy,
  setClientRequestIdPolicy,
  userAgentPolicy,
} from "@azure/core-rest-pipeline";
import type {
  HttpClient,
  PipelinePolicy,
  PipelineRequest,
  PipelineResponse,
} from "@azure/core-rest-pipeline";
import { realClock } from "./clock";
import type { Clock } from "./clock";
import { errorFrom } from "./error-body";
import { UnreachableError } from "./errors";
import type { Answer, Http, HttpRequest } from "./http";
import { redact, redactUrl } from "./redact";
import { Pauses, defaultRetryRules, retryAfter, retryOf } from "./retry";
import type { RetryRules } from "./retry";
import { Tokens, challengedClaims } from "./tokens";
import type { Credential } from "./tokens";

/** How `createHttp` is set up; everything has a default but the login. */
export interface HttpOptions {
  /** Needed as soon as a request has a scope. */
  readonly credential?: TokenCredential | Credential;
  /** Instead of a login: tokens shared with other pipelines of the same login. */
  readonly tokens?: Tokens | undefined;
  /** What sends the bytes; tests pass their own. */
  readonly transport?: HttpClient;
  readonly sleep?: Clock["sleep"];
  readonly now?: Clock["now"];
  readonly log?: (line: string) => void;
  readonly retryRules?: Partial<RetryRules>;
}

const timeoutSeconds = 100;

/** The pipeline of every request: user agent, request id, proxy, log (AZURE_LOG_LEVEL), then tokens and retries around it. */
export function createHttp(options: HttpOptions = {}): Http {
  const clock: Clock = {
    now: options.now ?? realClock.now,
    sleep: options.sleep ?? realClock.sleep,
  };
  const rules = { ...defaultRetryRules, ...options.retryRules };
  const log = (line: string): void => options.log?.(redact(line));
  const transport = options.transport ?? createDefaultHttpClient();
  const pipeline = standardPipeline();
  const tokens =
    options.tokens ?? (options.credential ? new Tokens(options.credential, clock) : undefined);
  const tokenOf = (scope: string): Promise<string> => {
    if (!tokens) throw new Error(`no login was given to ask for a token of '${scope}'`);
    return tokens.get(scope);
  };
  const attempt = async (request: HttpRequest, token?: string): Promise<Answer<unknown>> =>
    read(await pipeline.sendRequest(transport, toPipeline(request, token)));

  /** One attempt, with a second one under a new token when the first is refused as unauthorised. */
  const authorised = async (request: HttpRequest): Promise<Answer<unknown>> => {
    const { scope } = request;
    if (scope === undefined) return attempt(request);
    const token = await tokenOf(scope);
    const answer = await attempt(request, token);
    if (answer.status !== 401 || request.expect?.includes(401) || !tokens) return answer;
    log(`${line(request)}: 401, once more with a new token`);
    const claims = challengedClaims(answer.headers["www-authenticate"]);
    return attempt(request, await tokens.renew(scope, token, claims));
  };

  return {
    clock,
    log,
    token: tokenOf,
    async send<T>(request: HttpRequest) {
      const answer = await repeated(request, authorised, { rules, clock, log });
      if (!isExpected(request, answer.status)) throw errorFrom(answer, request);
      return answer as Answer<T>;
    },
  };
}

interface Repeating {
  readonly rules: RetryRules;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

async function repeated(
  request: HttpRequest,
  attempt: (request: HttpRequest) => Promise<Answer<unknown>>,
  { rules, clock, log }: Repeating,
): Promise<Answer<unknown>> {
  const repeatable = (request.retry ?? retryOf(request.method)) !== "never";
  const pauses = new Pauses(rules, clock);
  for (;;) {
    request.signal?.throwIfAborted();
    let reason: string;
    let pause: number | undefined;
    try {
      const answer = await attempt(request);
      if (isExpected(request, answer.status) || !rules.statuses.includes(answer.status))
        return answer;
      pause = repeatable ? pauses.next(retryAfter(answer.headers, clock.now())) : undefined;
      if (pause === undefined) return answer;
      reason = String(answer.status);
    } catch (error) {
      request.signal?.throwIfAborted();
      const code = connectionCode(error);
      if (code === undefined) throw error;
      const tries = pauses.tries;
      pause = repeatable ? pauses.next(undefined) : undefined;
      if (pause === undefined) throw new UnreachableError(request, code, tries, error);
      reason = code;
    }
    log(`${line(request)}: ${reason}, again in ${pause.toFixed(1)} s`);
    await clock.sleep(pause, request.signal);
  }
}

/** The code of an error that means "no answer"; undefined for any other error (a bug, a failed login). */
function connectionCode(error: unknown): string | undefined {
  if (error instanceof Error && error.name === "AbortError") return "timeout";
  if (!isRestError(error) || error.response !== undefined) return undefined;
  return error.code ?? "no connection";
}

function isExpected({ expect }: HttpRequest, status: number): boolean {
  return expect ? expect.includes(status) : status >= 200 && status < 300;
}

function line({ method, url }: HttpRequest): string {
  return `${method} ${redactUrl(url)}`;
}

function toPipeline(request: HttpRequest, token: string | undefined): PipelineRequest {
  const { body } = request;
  const isText = typeof body === "string";
  // A token over plain HTTP would be readable on the way.
  if (token !== undefined && !request.url.startsWith("https:")) {
    throw new Error(`refused to send a token to '${redactUrl(request.url)}': not https`);
  }
  return createPipelineRequest({
    url: request.url,
    method: request.method,
    timeout: (request.timeoutSeconds ?? timeoutSeconds) * 1000,
    allowInsecureConnection: token === undefined,
    ...(request.signal ? { abortSignal: request.signal } : {}),
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    headers: createHttpHeaders({
      accept: "application/json",
      ...(body === undefined ? emptyBody(request.method) : {}),
      ...(body === undefined || isText ? {} : { "content-type": "application/json" }),
      ...request.headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }),
  });
}

// Azure refuses a POST without a length (411), and Node sends none for a body that is not there.
function emptyBody(method: string): Record<string, string> {
  return method === "POST" ? { "content-length": "0" } : {};
}

function read(response: PipelineResponse): Answer<unknown> {
  return {
    status: response.status,
    headers: response.headers.toJSON(),
    body: parse(response.bodyAsText),
  };
}

function parse(text: string | null | undefined): unknown {
  if (text === undefined || text === null || text === "") return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return text;
  }
}

function standardPipeline(): ReturnType<typeof createEmptyPipeline> {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(userAgentPolicy({ userAgentPrefix: "azure-finetune" }));
  pipeline.addPolicy(setClientRequestIdPolicy());
  pipeline.addPolicy(decompressResponsePolicy());
  pipeline.addPolicy(redirectPolicy(), { afterPhase: "Retry" });
  pipeline.addPolicy(exceptLoopback(proxyPolicy()), { afterPhase: "Retry" });
  pipeline.addPolicy(logPolicy(), { afterPhase: "Sign" });
  return pipeline;
}

/** A proxy cannot reach this machine's loopback; Go's and Python's clients leave it out in the same way. */
function exceptLoopback(proxy: PipelinePolicy): PipelinePolicy {
  return {
    name: proxy.name,
    sendRequest: (request, next) =>
      /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(request.url).hostname)
        ? next(request)
        : proxy.sendRequest(request, next),
  };
}
