import type { TokenCredential } from "@azure/core-auth";
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
} from "@azure/core-rest-pipeline";
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { realClock } from "./clock";
import type { Clock } from "./clock";
import { errorFrom } from "./error-body";
import type { Answer, Forwarding, Http, HttpRequest } from "./http";
import { standardPolicies } from "./policies";
import { redact, redactUrl } from "./redact";
import { repeat } from "./repeat";
import { defaultRetryRules, retryOf } from "./retry";
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

/** The pipeline of every request: standard policies, a token, one new token after a 401, retries. */
export function createHttp(options: HttpOptions = {}): Http {
  const clock: Clock = {
    now: options.now ?? realClock.now,
    sleep: options.sleep ?? realClock.sleep,
  };
  const rules = { ...defaultRetryRules, ...options.retryRules };
  const log = (line: string): void => options.log?.(redact(line));
  const wire = createWire(options.transport ?? createDefaultHttpClient());
  const needTokens = tokensOf(options, clock);
  const authorised = (request: PipelineRequest, scope: string): Promise<PipelineResponse> =>
    attemptAs(needTokens(scope), request, scope, wire.attempt, log);

  const forward = (
    request: PipelineRequest,
    { scope, retry = retryOf(request.method), expect = [] }: Forwarding = {},
  ): Promise<PipelineResponse> =>
    repeat({
      request,
      attempt: () => (scope === undefined ? wire.attempt(request) : authorised(request, scope)),
      isRepeatable: retry !== "never",
      isExpected: (status) => expect.includes(status),
      isKnownHost: wire.hasAnswered(request),
      rules,
      clock,
      log,
    });

  return {
    clock,
    log,
    forward,
    token: (scope) => needTokens(scope).get(scope),
    async send<T>(request: HttpRequest) {
      const answer = read(await forward(toPipeline(request), request));
      if (!isExpected(request, answer.status)) throw errorFrom(answer, request);
      return answer as Answer<T>;
    },
  };
}

/** The tokens for a scope; to ask without a login is an error. */
function tokensOf({ tokens, credential }: HttpOptions, clock: Clock): (scope: string) => Tokens {
  const found = tokens ?? (credential ? new Tokens(credential, clock) : undefined);
  return (scope) => {
    if (found) return found;
    throw new Error(`no login was given to ask for a token of '${scope}'`);
  };
}

type Attempt = (request: PipelineRequest) => Promise<PipelineResponse>;

/** Single attempts, and the hosts that have answered one. */
function createWire(transport: HttpClient) {
  const policies = standardPolicies();
  const answered = new Set<string>();
  const attempt: Attempt = async (request) => {
    const response = await policies.sendRequest(transport, request);
    answered.add(new URL(request.url).host);
    return response;
  };
  const hasAnswered = ({ url }: PipelineRequest): boolean => answered.has(new URL(url).host);
  return { attempt, hasAnswered };
}

/** One attempt, with a second one under a new token when the first is refused as unauthorised. */
async function attemptAs(
  login: Tokens,
  request: PipelineRequest,
  scope: string,
  attempt: Attempt,
  log: (line: string) => void,
): Promise<PipelineResponse> {
  const token = await login.get(scope);
  const response = await attempt(withToken(request, token));
  if (response.status !== 401) return response;
  log(`${request.method} ${redactUrl(request.url)}: 401, once more with a new token`);
  const claims = challengedClaims(response.headers.get("www-authenticate"));
  return attempt(withToken(request, await login.renew(scope, token, claims)));
}

function isExpected({ expect }: HttpRequest, status: number): boolean {
  return expect ? expect.includes(status) : status >= 200 && status < 300;
}

function withToken(request: PipelineRequest, token: string): PipelineRequest {
  // A token over plain HTTP would be readable on the way.
  if (!request.url.startsWith("https:")) {
    throw new Error(`refused to send a token to '${redactUrl(request.url)}': not https`);
  }
  request.headers.set("authorization", `Bearer ${token}`);
  return request;
}

function toPipeline(request: HttpRequest): PipelineRequest {
  const { body, method } = request;
  const isText = typeof body === "string";
  return createPipelineRequest({
    url: request.url,
    method,
    timeout: (request.timeoutSeconds ?? timeoutSeconds) * 1000,
    allowInsecureConnection: request.scope === undefined,
    ...(request.signal ? { abortSignal: request.signal } : {}),
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    headers: createHttpHeaders({
      accept: "application/json",
      // Azure refuses a POST without a length (411), and Node sends none for a body that is not there.
      ...(body === undefined && method === "POST" ? { "content-length": "0" } : {}),
      ...(body === undefined || isText ? {} : { "content-type": "application/json" }),
      ...request.headers,
    }),
  });
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
