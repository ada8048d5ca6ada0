import type { Clock } from "./clock";

/** When a request is sent again. Policy as data: what is retried, how often, for how long. */
export interface RetryRules {
  /** Statuses after which the same request may succeed. */
  readonly statuses: readonly number[];
  /** Attempts in all. */
  readonly tries: number;
  /** Attempts at a host that has never answered: a wrong name or no network should not take minutes to tell. */
  readonly firstContactTries: number;
  /** No new attempt starts later than this after the first, in seconds. */
  readonly totalSeconds: number;
  /** First pause; doubles up to `maxPauseSeconds`. `Retry-After` wins over both. */
  readonly pauseSeconds: number;
  readonly maxPauseSeconds: number;
}

/** As azure-core's default (10 tries, exponential), bounded in time: an `up` has a person waiting for it. */
export const defaultRetryRules: RetryRules = {
  statuses: [408, 429, 500, 502, 503, 504],
  tries: 10,
  firstContactTries: 5,
  totalSeconds: 600,
  pauseSeconds: 0.8,
  maxPauseSeconds: 60,
};

/** `idempotent` and `safe` may be repeated; `never` is sent once. */
export type Retry = "idempotent" | "safe" | "never";

/** RFC 9110 9.2.2: these may be repeated when no answer came. */
export function retryOf(method: string): Retry {
  return ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].includes(method) ? "idempotent" : "never";
}

/** Seconds that the service asks to wait (RFC 9110 10.2.3: a number of seconds or a date), or undefined. */
export function retryAfter(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const milliseconds = headers["retry-after-ms"] ?? headers["x-ms-retry-after-ms"];
  if (milliseconds !== undefined && /^\d+$/.test(milliseconds)) return Number(milliseconds) / 1000;
  const value = headers["retry-after"];
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

/** The pauses of one request: `next` gives the seconds until the next attempt, or undefined when there is none left. */
export class Pauses {
  #tries = 1;
  readonly #start: number;

  constructor(
    private readonly rules: RetryRules,
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {
    this.#start = clock.now();
  }

  get tries(): number {
    return this.#tries;
  }

  next(asked: number | undefined): number | undefined {
    if (this.#tries >= this.rules.tries) return undefined;
    const growing = this.rules.pauseSeconds * 2 ** (this.#tries - 1);
    // Jitter, so that parallel requests that were throttled together do not come back together.
    const own = Math.min(growing, this.rules.maxPauseSeconds) * (0.8 + 0.4 * this.random());
    const pause = asked ?? own;
    const elapsed = (this.clock.now() - this.#start) / 1000;
    if (elapsed + pause > this.rules.totalSeconds) return undefined;
    this.#tries += 1;
    return pause;
  }
}
