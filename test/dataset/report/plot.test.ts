import { expect } from "chai";
import { sum } from "../../../dataset/report/bins";
import { binText, plotOf } from "../../../dataset/report/plot";
import { histogramOf, noValues } from "./check-result";

const evenly = (length: number, step: number): number[] =>
  Array.from({ length }, (_, at) => at * step);

describe("plot", () => {
  it("has shares of each file on one axis", () => {
    const plot = plotOf([
      histogramOf([0, 256, 512], [10, 20, 10]),
      histogramOf([0, 256, 512], [1, 0, 0]),
    ]);
    expect(plot?.totals).to.deep.equal([40, 1]);
    expect(plot?.top).to.equal(1);
    expect(plot?.bins.map(({ counts }) => counts)).to.deep.equal([
      [10, 1],
      [20, 0],
      [10, 0],
    ]);
    expect([0, 384, 768].map((value) => plot?.x(value))).to.deep.equal([0, 50, 100]);
  });

  it("goes on to a context that is not far, and points to one that is", () => {
    const near = plotOf([histogramOf(evenly(9, 256), Array<number>(9).fill(1))], 4096);
    expect(near?.mark).to.deep.equal({ value: 4096, inside: true });
    expect(near?.bins.at(-1)?.to).to.equal(4352);
    expect(near?.x(4096)).to.be.closeTo((100 * 16) / 17, 1e-9);
    const far = plotOf([histogramOf([0, 256], [1, 1])], 4096);
    expect(far?.mark).to.deep.equal({ value: 4096, inside: false });
    expect(far?.bins).to.have.lengthOf(2);
  });

  it("keeps the edge of a context that is a power of two where bins become fewer", () => {
    const counts = Array<number>(200).fill(3);
    const plot = plotOf([histogramOf(evenly(200, 32), counts)], 4096);
    expect(plot?.bins.length).to.be.at.most(48);
    expect(plot?.bins.map(({ from }) => from)).to.include(4096);
  });

  it("joins a long tail to one open bar, and counts all of it", () => {
    const counts = [...Array<number>(10).fill(50), ...Array<number>(989).fill(0), 1];
    const plot = plotOf([histogramOf(evenly(1000, 100), counts)], 512);
    const last = plot?.bins.at(-1);
    expect(plot?.open).to.be.true;
    expect(last?.counts).to.deep.equal([1]);
    expect(last && binText(last, true)).to.equal("1,400 and more");
    expect(plot?.xLabels.at(-1)?.text).to.equal("1,400+");
    expect(sum(plot?.bins.map((bin) => bin.counts[0] ?? 0) ?? [])).to.equal(501);
  });

  it("names bars that are single values or of different widths, from the first one", () => {
    const turns = histogramOf([0, 1, 2, 3, 4, 6], [0, 0, 5, 0, 5, 1]);
    expect(plotOf([turns])?.xLabels.map(({ text }) => text)).to.deep.equal([
      "2",
      "3",
      "4–5",
      "6–7",
    ]);
  });

  it("is none of nothing", () => {
    expect(plotOf([noValues], 4096)).to.be.undefined;
  });
});
