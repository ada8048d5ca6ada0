import { parentPort, workerData } from "node:worker_threads";
import { RangeChecker, type RangeOptions } from "./check-range";
import type { Range } from "./range-lines";

const checker = new RangeChecker(workerData as RangeOptions);
parentPort?.on("message", (range: Range) => {
  const result = checker.check(range);
  const { keys, turns, tokens, characters } = result;
  const arrays = [keys, turns, tokens, ...Object.values(characters)];
  parentPort?.postMessage(
    result,
    arrays.map(({ buffer }) => buffer),
  );
});
