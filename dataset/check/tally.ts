import type { Histogram } from "./result";

/** Counts of values: as much memory as there are different ones. */
export class Tally {
  readonly #counts = new Map<number, number>();

  add(values: Uint32Array): void {
    for (const value of values) this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  /** @param bounds lower bounds of the bins, ascending, the first 0 */
  histogram(bounds: readonly number[]): Histogram {
    const counts = bounds.map(() => 0);
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    let total = 0;
    let sum = 0;
    for (const [value, count] of sorted) {
      const bin = bounds.findLastIndex((bound) => bound <= value);
      counts[bin] = (counts[bin] ?? 0) + count;
      total += count;
      sum += value * count;
    }
    return {
      ...{ bounds, counts },
      min: sorted[0]?.[0] ?? 0,
      max: sorted.at(-1)?.[0] ?? 0,
      mean: total === 0 ? 0 : sum / total,
      median: quantile(sorted, total * 0.5),
      p95: quantile(sorted, total * 0.95),
    };
  }
}

/** The smallest value that `rank` values do not exceed. */
function quantile(sorted: readonly (readonly [number, number])[], rank: number): number {
  let below = 0;
  for (const [value, count] of sorted) {
    below += count;
    if (below >= rank) return value;
  }
  return 0;
}
