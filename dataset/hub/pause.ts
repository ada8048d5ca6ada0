import { setTimeout as sleep } from "node:timers/promises";

/** Waits so many milliseconds. @throws the signal's reason once it is given, not the timer's own error */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
