import { expect } from "chai";
import * as fc from "fast-check";
import type { Histogram } from "../../../dataset/check/result";
import { coarser, sharedBins, sum } from "../../../dataset/report/bins";
import { histogramOf, noValues } from "./check-result";

const anyHistogram: fc.Arbitrary<Histogram> = fc
  .tuple(
    fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 30 }),
    fc.array(fc.nat(20), { minLength: 30, maxLength: 30 }),
  )
  .map(([bounds, counts]) => {
    const sorted = bounds.sort((a, b) => a - b);
    return histogramOf(sorted, counts.slice(0, sorted.length));
  });

describe("bins of several histograms", () => {
  it("lose no count, and none goes over into another bin", () => {
    fc.assert(
      fc.property(fc.array(anyHistogram, { minLength: 1, maxLength: 3 }), (histograms) => {
        const bins = sharedBins(histograms);
        histograms.forEach(({ bounds, counts }, at) => {
          expect(sum(bins.map((bin) => bin.counts[at] ?? 0))).to.equal(sum(counts));
          for (const { from, to, counts: own } of bins) {
            const within = counts.filter((_, bin) => inside(bounds[bin] ?? 0, from, to));
            expect(own[at]).to.equal(sum(within));
            expect(bounds.every((bound, bin) => !cuts(to, bound, bounds[bin + 1]))).to.be.true;
          }
        });
      }),
    );
  });

  it("are as fine as the coarser of two where they overlap, and go as far as the longer", () => {
    const fine = histogramOf([0, 10, 20, 30], [1, 2, 3, 4]);
    const coarse = histogramOf([0, 20, 40, 60], [5, 6, 7, 8]);
    expect(sharedBins([fine, coarse])).to.deep.equal([
      { from: 0, to: 20, counts: [3, 5] },
      { from: 20, to: 40, counts: [7, 6] },
      { from: 40, to: 60, counts: [0, 7] },
      { from: 60, to: 80, counts: [0, 8] },
    ]);
  });

  it("are none where nothing is counted", () => {
    expect(sharedBins([noValues, noValues])).to.deep.equal([]);
    expect(sharedBins([{ ...noValues, bounds: [], counts: [] }])).to.deep.equal([]);
  });

  it("become fewer by powers of two", () => {
    const bins = sharedBins([histogramOf([0, 1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 1, 1])]);
    const edges = (most: number): number[] => coarser(bins, most).map(({ from }) => from);
    expect(edges(7)).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
    expect(edges(6)).to.deep.equal([0, 2, 4, 6]);
    expect(edges(3)).to.deep.equal([0, 4]);
    expect(coarser(bins, 3).at(-1)).to.deep.equal({ from: 4, to: 7, counts: [3] });
  });
});

const inside = (value: number, from: number, to: number): boolean => value >= from && value < to;

const cuts = (edge: number, from: number, to = from): boolean => from < edge && edge < to;
