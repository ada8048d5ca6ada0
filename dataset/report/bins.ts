import type { Histogram } from "../check/result";

/** One bar's place on an axis that several histograms share. */
export interface Bin {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** One per histogram. */
  readonly counts: readonly number[];
}

/**
 * Bins that are the same for all histograms, without splitting one: an edge stays when it lies inside no bin of any of
 * them. Empty ones at the end are left out.
 */
export function sharedBins(histograms: readonly Histogram[]): Bin[] {
  const spans = histograms.map(spansOf);
  const all = spans.flat();
  const edges = [...new Set(all.flatMap(({ from, to }) => [from, to]))]
    .sort((a, b) => a - b)
    .filter((edge) => !all.some(({ from, to }) => from < edge && edge < to));
  const bins = edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1] ?? from;
    const counts = spans.map((own) =>
      sum(own.filter((span) => span.from >= from && span.from < to).map(({ count }) => count)),
    );
    return { from, to, counts };
  });
  return bins.slice(0, bins.findLastIndex(isFilled) + 1);
}

/** At most `most` bins. Two, four, eight … neighbours become one, so that a power of two that was an edge stays one. */
export function coarser(bins: readonly Bin[], most: number): Bin[] {
  const each = 2 ** Math.ceil(Math.log2(Math.max(1, bins.length / most)));
  return Array.from({ length: Math.ceil(bins.length / each) }, (_, index) =>
    joined(bins.slice(index * each, (index + 1) * each)),
  );
}

/** One bin in place of neighbours. */
export function joined(bins: readonly Bin[]): Bin {
  const [first, last] = [bins.at(0), bins.at(-1)];
  if (!first || !last) throw new RangeError("no bins to join");
  const counts = first.counts.map((_, at) => sum(bins.map((bin) => bin.counts[at] ?? 0)));
  return { from: first.from, to: last.to, counts };
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

// A histogram says where a bin starts. The last one is taken to be as wide as the one before it, or to end at the maximum.
function spansOf({ bounds, counts, max }: Histogram): Span[] {
  return bounds.map((from, index) => {
    const next = bounds[index + 1];
    const before = bounds[index - 1] ?? from - 1;
    const to = next ?? Math.max(2 * from - before, max + 1);
    return { from, to, count: counts[index] ?? 0 };
  });
}

export function isFilled({ counts }: Bin): boolean {
  return counts.some((count) => count > 0);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
