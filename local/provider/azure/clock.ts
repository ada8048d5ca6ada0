/** How long things wait, in seconds; tests pass shorter ones. */
export interface Waits {
  /** Between retries without Retry-After: first, second, third. */
  readonly retry: readonly number[];
  /** A Retry-After above it is not waited for. */
  readonly longestRetry: number;
  /** Between polls of a PUT and of a DELETE without Retry-After. */
  readonly pollPut: number;
  readonly pollDelete: number;
  /** Between looks at a provider that is being registered. */
  readonly registration: number;
  /** Between attempts to get a token. */
  readonly token: readonly number[];
}

/** azcore's own and the provider's settings. */
export const azureWaits: Waits = {
  retry: [20, 60, 120],
  longestRetry: 120,
  pollPut: 10,
  pollDelete: 30,
  registration: 15,
  token: [0.8, 2.4, 5.6],
};

/** Resolves after so many seconds, rejects with the signal's reason as soon as it is aborted. */
export function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** Why a signal was aborted, as an error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("context canceled");
}
