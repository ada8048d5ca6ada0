import { realClock } from "./clock";
import type { Clock } from "./clock";
import { DeadlineError } from "./operation";

/** A wait for a state that no operation stands for. */
export interface Poll<T> {
  /** What is waited for, as it reads in "waited 60 s for …". */
  readonly what: string;
  readonly read: () => Promise<T>;
  /** True ends the wait; it may throw to end it as failed. */
  readonly done: (value: T) => boolean;
  /** The words for a value; each change is told once. Default: nothing is told. */
  readonly state?: (value: T) => string | undefined;
  readonly onState?: ((state: string, value: T) => void) | undefined;
  /** Gets `<what>: <state>`. */
  readonly log?: ((line: string) => void) | undefined;
  /** A number, or a function of the seconds since the start. */
  readonly intervalSeconds: number | ((elapsedSeconds: number) => number);
  readonly deadlineSeconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

/**
 * Reads until `done`, at once and then at intervals; the first value that is done.
 * @throws DeadlineError with what it waited for and the last state; whatever `read` and `done` throw.
 */
export async function poll<T>(options: Poll<T>): Promise<T> {
  const { what, read, done, signal, intervalSeconds, deadlineSeconds, clock = realClock } = options;
  const start = clock.now();
  let told: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const value = await read();
    const state = options.state?.(value);
    if (state !== undefined && state !== told) {
      told = state;
      options.onState?.(state, value);
      options.log?.(`${what}: ${state}`);
    }
    if (done(value)) return value;
    const elapsed = (clock.now() - start) / 1000;
    const pause = typeof intervalSeconds === "number" ? intervalSeconds : intervalSeconds(elapsed);
    if (elapsed + pause > deadlineSeconds) throw new DeadlineError(what, deadlineSeconds, told);
    await clock.sleep(pause, signal);
  }
}
