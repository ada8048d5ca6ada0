import { EnvHttpProxyAgent, fetch as undiciFetch, type Dispatcher } from "undici";
import { FileChangedError, HubError, HubResponseError } from "./hub-error";
import { pause } from "./pause";

/** How patient a download is; times in milliseconds. */
export interface Patience {
  /** Tries in a row that bring nothing. */
  readonly attempts: number;
  /** Doubles with each try. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** A longer `Retry-After` is not waited for. The hub counts in windows of 5 minutes. */
  readonly longestRetryAfter: number;
  readonly connect: number;
  /** Without headers, or without a byte of the body. */
  readonly stall: number;
}

export const usualPatience: Patience = {
  attempts: 6,
  firstWait: 500,
  longestWait: 20_000,
  longestRetryAfter: 310_000,
  connect: 15_000,
  stall: 30_000,
};

/** `fetch` that tries again, knows the proxy, and throws HubResponseError for an answer that is an error. */
export interface Transport {
  readonly fetch: typeof fetch;
  readonly patience: Patience;
  readonly signal: AbortSignal | undefined;
  /** Waits before try `attempt` + 1, or throws what people can act on when there was enough of that. */
  again(error: unknown, attempt: number, url: string): Promise<void>;
  close(): Promise<void>;
}

interface TransportOptions {
  readonly patience: Patience;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

const loopback = "localhost,127.0.0.1,::1";
const retriedStatus = new Set([408, 425, 429, 500, 502, 503, 504]);
/** Nothing is there: a few tries tell. */
const unreachable = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH)$/;
const hopeless = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_INVALID_URL|ERR_SSL/;

class Throttled extends HubResponseError {
  constructor(
    url: string,
    status: number,
    message: string,
    readonly retryAfter: number | undefined,
  ) {
    super(url, status, undefined, message);
  }
}

/** Opens connections through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name; never for this machine itself. */
export function openTransport({ patience, log, signal }: TransportOptions): Transport {
  const { no_proxy: lower, NO_PROXY: noProxy = lower } = process.env;
  const agent = new EnvHttpProxyAgent({
    noProxy: noProxy === undefined ? loopback : `${noProxy},${loopback}`,
    connect: { timeout: patience.connect },
    headersTimeout: patience.stall,
    bodyTimeout: patience.stall,
  });
  const again: Transport["again"] = async (error, attempt, url) => {
    signal?.throwIfAborted();
    const code = codeOf(error);
    const host = URL.canParse(url) ? new URL(url).host : url;
    const most = unreachable.test(code) ? Math.min(3, patience.attempts) : patience.attempts;
    if (isFinal(error, code) || attempt >= most) throw describe(error, code, host);
    const wait = waitFor(error, attempt, patience);
    if (wait > patience.longestRetryAfter) throw describe(error, code, host);
    const reason = error instanceof HubResponseError ? `answered ${error.status}` : code;
    log(`${host}: ${reason}; again in ${(wait / 1000).toFixed(1)} s`);
    await pause(wait, signal);
  };
  const fetchAgain = async (url: string, init: RequestInit): Promise<Response> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await fetchOnce(agent, url, { ...init, signal: signal ?? null });
      } catch (error) {
        await again(error, attempt, url);
      }
    }
  };
  return {
    fetch: (input, init = {}) =>
      fetchAgain(input instanceof Request ? input.url : String(input), init),
    patience,
    signal,
    again,
    close: () => agent.destroy(),
  };
}

async function fetchOnce(
  dispatcher: Dispatcher,
  url: string,
  init: RequestInit,
): Promise<Response> {
  // undici's types of its own fetch and of Node's differ in name only
  const fetching = undiciFetch as unknown as (url: string, init: object) => Promise<Response>;
  const response = await fetching(url, { ...init, dispatcher });
  if (response.ok) return response;
  const { status, headers } = response;
  const message = headers.get("x-error-message") ?? "";
  await response.body?.cancel();
  if (retriedStatus.has(status))
    throw new Throttled(response.url, status, message, retryAfter(headers.get("retry-after")));
  throw new HubResponseError(
    response.url,
    status,
    headers.get("x-error-code") ?? undefined,
    message,
  );
}

/** Milliseconds: seconds or a date (RFC 9110 10.2.3). */
function retryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  const seconds = Number(text);
  const wait = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function waitFor(error: unknown, attempt: number, patience: Patience): number {
  const told = error instanceof Throttled ? error.retryAfter : undefined;
  const grown = Math.min(patience.longestWait, patience.firstWait * 2 ** (attempt - 1));
  // Several ranges are fetched at a time: their tries should not meet again.
  return told ?? grown * (0.75 + Math.random() / 2);
}

function isFinal(error: unknown, code: string): boolean {
  if (error instanceof Throttled) return false;
  return isSaid(error) || hopeless.test(code);
}

const isSaid = (error: unknown): boolean =>
  error instanceof HubResponseError ||
  error instanceof HubError ||
  error instanceof FileChangedError;

/** The code of the error at the bottom: fetch wraps it. */
function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = "code" in at ? String(at.code) : "";
    if (/^[A-Z_0-9]{4,}$/.test(code)) return code;
    if (at.cause === undefined) return at.message;
  }
  return String(error);
}

function describe(error: unknown, code: string, host: string): unknown {
  // no longer as one that may be tried again
  if (error instanceof Throttled)
    return new HubResponseError(error.url, error.status, error.code, error.message);
  if (isSaid(error)) return error;
  const proxy = process.env.HTTPS_PROXY ?? process.env.https_proxy ?? process.env.HTTP_PROXY;
  const way =
    proxy === undefined || proxy === ""
      ? "no proxy is set (HTTPS_PROXY)"
      : `through the proxy ${URL.canParse(proxy) ? new URL(proxy).host : "that HTTPS_PROXY names"}`;
  return new HubError(
    `cannot fetch from '${host}' (${code}), ${way}: check the network, or name a mirror in HF_ENDPOINT`,
    { cause: error },
  );
}
