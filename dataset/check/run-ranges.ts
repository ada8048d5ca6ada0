import { setImmediate as breathe } from "node:timers/promises";
import { RangeChecker, type RangeOptions, type RangeResult } from "./check-range";
import type { Range } from "./range-lines";
import { RangeThread } from "./range-thread";

/** How many ranges each thread has: one that it works on and one that is next. */
const depth = 2;

/**
 * Results of ranges in their order.
 * @param threads 0: in this thread, which breathes between two ranges
 */
export async function* runRanges(
  ranges: readonly Range[],
  options: RangeOptions,
  threads: number,
  signal?: AbortSignal,
): AsyncGenerator<RangeResult> {
  if (threads > 0) {
    yield* runInThreads(ranges, options, threads, signal);
    return;
  }
  const checker = new RangeChecker(options);
  for (const range of ranges) {
    await breathe();
    signal?.throwIfAborted();
    yield checker.check(range);
  }
}

async function* runInThreads(
  ranges: readonly Range[],
  options: RangeOptions,
  count: number,
  signal?: AbortSignal,
): AsyncGenerator<RangeResult> {
  const threads = Array.from({ length: count }, () => new RangeThread(options));
  const end = () => Promise.all(threads.map((thread) => thread.end()));
  const onAbort = () => void end();
  signal?.addEventListener("abort", onAbort);
  // In turn, so that no more than `depth` results of a thread are held back, however slow another one is.
  const start = (range: Range, at: number) => threads[at % count]?.check(range);
  const ahead = count * depth;
  const running = ranges.slice(0, ahead).map(start);
  try {
    for (let next = 0; next < ranges.length; next += 1) {
      signal?.throwIfAborted();
      const result = await running.shift();
      const further = ranges[next + ahead];
      if (further !== undefined) running.push(start(further, next + ahead));
      if (result !== undefined) yield result;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await end();
  }
}
