import { setTimeout as delay } from "node:timers/promises";

/** Time as the clients see it; tests pass one that never really sleeps. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Waits; rejects with the signal's reason when it is aborted meanwhile. */
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: async (seconds, signal) => {
    await delay(seconds * 1000, undefined, signal ? { signal } : {});
  },
};
