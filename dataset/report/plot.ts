import { scaleLinear } from "d3-scale";
import type { Histogram } from "../check/result";
import { type Bin, coarser, isFilled, joined, sharedBins, sum } from "./bins";
import { count } from "./numbers";

/** Axes and bars that several histograms share, so that they can be compared at a glance. */
export interface Plot {
  readonly bins: readonly Bin[];
  /** What each histogram counts in all; bars are shares of it, because files differ in size. */
  readonly totals: readonly number[];
  /** Place of a value from the left, in per cent of the width. */
  readonly x: (value: number) => number;
  readonly xLabels: readonly { readonly at: number; readonly text: string }[];
  /** The last bin takes all that is longer. */
  readonly open: boolean;
  /** The highest share that the axis shows. */
  readonly top: number;
  readonly yTicks: readonly number[];
  /** A value to be marked; `inside` is false where it is beyond the axis. */
  readonly mark?: { readonly value: number; readonly inside: boolean };
}

const mostBars = 48;
const mostLabels = 12;
/** In per cent of the width. */
const roomForLabel = 8;

/** A plot of histograms of the same measure; undefined when they count nothing. */
export function plotOf(histograms: readonly Histogram[], mark?: number): Plot | undefined {
  const far = 1.5 * Math.max(mark ?? 0, ...histograms.map(({ p95 }) => p95));
  const shared = withoutTail(sharedBins(histograms), far);
  if (shared.length === 0) return undefined;
  const bins = upTo(withoutHead(coarser(shared, mostBars)), mark ?? 0);
  const totals = histograms.map(({ counts }) => sum(counts));
  const shares = bins.flatMap(({ counts }) =>
    counts.map((part, at) => part / Math.max(1, totals[at] ?? 0)),
  );
  const y = scaleLinear([0, Math.max(...shares)], [0, 1]).nice(4);
  const end = bins.at(-1)?.to ?? 0;
  const edges = [...bins.map(({ from }) => from), end];
  const places = edges.map((_, index) => (100 * index) / bins.length);
  const x = scaleLinear(edges, places);
  const open = isOpen(bins);
  return {
    ...{ bins, totals, x, open, top: y.domain()[1] ?? 1, yTicks: y.ticks(4) },
    xLabels: isEven(bins) && width(bins[0]) > 1 ? atEdges(bins, x) : atBars(bins, x),
    ...(mark === undefined ? {} : { mark: { value: mark, inside: mark <= end } }),
  };
}

/** What a bar stands for. */
export function binText({ from, to }: Bin, isOpenEnd: boolean): string {
  if (isOpenEnd) return `${count(from)} and more`;
  return to - from === 1 ? count(from) : `${count(from)}–${count(to - 1)}`;
}

/** A few very long rows must not press all others against the axis: one bar stands for the tail. */
function withoutTail(bins: readonly Bin[], far: number): readonly Bin[] {
  const start = bins.findIndex(({ from }) => from >= far);
  const isLong = start >= 0 && bins.length - start > Math.max(1, bins.length / 4);
  return isLong ? [...bins.slice(0, start), joined(bins.slice(start))] : bins;
}

/** A length starts at 0; bars that are named one by one start at the first one. */
function withoutHead(bins: readonly Bin[]): readonly Bin[] {
  const first = bins.findIndex(isFilled);
  return first > bins.length / 2 || !isEven(bins) || width(bins[0]) === 1
    ? bins.slice(first)
    : bins;
}

/** Empty bins up to a value that is not much farther than the longest row. */
function upTo(bins: readonly Bin[], value: number): readonly Bin[] {
  const last = bins.at(-1);
  if (!last || !isEven(bins) || last.to > value || last.to < 0.4 * value) return bins;
  const step = width(last);
  const counts = last.counts.map(() => 0);
  const more = Array.from({ length: Math.floor((value - last.to) / step) + 1 }, (_, index) => {
    const from = last.to + index * step;
    return { from, to: from + step, counts };
  });
  return [...bins, ...more];
}

function atEdges(bins: readonly Bin[], x: Plot["x"]): Plot["xLabels"] {
  const last = isOpen(bins) ? bins.at(-1) : undefined;
  const closed = last ? bins.slice(0, -1) : bins;
  const ticks = scaleLinear([closed[0]?.from ?? 0, closed.at(-1)?.to ?? 0], [0, 1]).ticks(5);
  const labels = ticks
    .filter(Number.isInteger)
    .map((tick) => ({ at: x(tick), text: count(tick) }))
    .filter(({ at }) => last === undefined || at < x(last.from) - roomForLabel);
  return last ? [...labels, { at: middle(last, x), text: `${count(last.from)}+` }] : labels;
}

function atBars(bins: readonly Bin[], x: Plot["x"]): Plot["xLabels"] {
  const each = Math.ceil(bins.length / mostLabels);
  return bins
    .map((bin, index) => ({
      at: middle(bin, x),
      text: index === bins.length - 1 && isOpen(bins) ? `${count(bin.from)}+` : binText(bin, false),
    }))
    .filter((_, index) => index % each === 0);
}

function middle({ from, to }: Bin, x: Plot["x"]): number {
  return (x(from) + x(to)) / 2;
}

function width(bin: Bin | undefined): number {
  return bin === undefined ? 0 : bin.to - bin.from;
}

function isOpen(bins: readonly Bin[]): boolean {
  return bins.length > 2 && width(bins.at(-1)) > 2 * width(bins.at(-2));
}

/** All of one width, an open last one left aside. */
function isEven(bins: readonly Bin[]): boolean {
  const closed = isOpen(bins) ? bins.slice(0, -1) : bins;
  return closed.every((bin) => width(bin) === width(bins[0]));
}
