import { reasonOf, sleep, type Waits } from "./clock";
import { AuthenticationFailed, codeOf } from "./errors";
import type { HttpResponse, Transport } from "./transport";

const retried = new Set([408, 429, 500, 502, 503, 504]);

/** azcore's retry policy: three more attempts after a transport error or a passing status. */
export function withRetry(send: Transport, waits: Waits): Transport {
  return async (request, signal) => {
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= waits.retry.length;
      let wait: number | undefined;
      signal.throwIfAborted();
      try {
        const response = await send(request, signal);
        if (last || !isPassing(response)) return response;
        wait = retryAfter(response);
        if (wait !== undefined && wait > waits.longestRetry) return response;
      } catch (error) {
        if (signal.aborted) throw reasonOf(signal);
        if (last || error instanceof AuthenticationFailed) throw error;
      }
      await sleep(wait ?? jittered(waits.retry[attempt] ?? 0, waits.longestRetry), signal);
    }
  };
}

function isPassing(response: HttpResponse): boolean {
  if (retried.has(response.status)) return true;
  return response.status === 409 && codeOf(response) === "AnotherOperationInProgress";
}

function jittered(seconds: number, longest: number): number {
  return Math.min(seconds * (0.8 + Math.random() / 2), longest);
}

/** Seconds that the server asks to wait; undefined when it asks for nothing or for 0. */
export function retryAfter(response: HttpResponse): number | undefined {
  for (const [header, unit] of [
    ["retry-after-ms", 1000],
    ["x-ms-retry-after-ms", 1000],
    ["retry-after", 1],
  ] as const) {
    const text = response.headers[header];
    if (text === undefined) continue;
    const count = Number(text);
    const seconds = Number.isNaN(count) ? (Date.parse(text) - Date.now()) / 1000 : count / unit;
    if (seconds > 0) return seconds;
  }
  return undefined;
}
