import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { RangeOptions, RangeResult } from "./check-range";
import type { Range } from "./range-lines";

interface Waiting {
  readonly done: (result: RangeResult) => void;
  readonly failed: (error: unknown) => void;
}

/** A row is garbage as soon as it is looked at: what V8 takes by default grows with the file, and is not faster. */
const maxYoungGenerationSizeMb = 4;

/** A thread that checks ranges, in the order in which they are given. */
export class RangeThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];

  constructor(options: RangeOptions) {
    // Without `execArgv` it would load what this process was started with, by paths that may be relative.
    const file = join(__dirname, "range-worker.cjs");
    const resourceLimits = { maxYoungGenerationSizeMb };
    this.#worker = new Worker(file, { workerData: options, execArgv: [], resourceLimits });
    this.#worker.on("message", (result: RangeResult) => this.#waiting.shift()?.done(result));
    this.#worker.on("error", (error) => {
      this.#fail(error);
    });
    this.#worker.on("exit", () => {
      this.#fail(new Error("the check was ended before it was done"));
    });
  }

  check(range: Range): Promise<RangeResult> {
    const result = new Promise<RangeResult>((done, failed) => {
      this.#waiting.push({ done, failed });
    });
    // It may fail while an earlier one is waited for.
    result.catch(() => undefined);
    this.#worker.postMessage(range);
    return result;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    for (const { failed } of this.#waiting.splice(0)) failed(error);
  }
}
