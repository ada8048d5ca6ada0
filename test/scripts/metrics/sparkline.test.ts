import { expect } from "chai";
import { sparkline } from "../../../scripts/metrics/sparkline";

describe("sparkline", () => {
  it("shows the lowest value as the shortest bar and the highest as the longest", () => {
    expect(sparkline([8, 7, 6, 5, 4, 3, 2, 1], 20)).to.equal("█▇▆▅▄▃▂▁");
    expect(sparkline([1, 2], 20)).to.equal("▁█");
  });

  it("shows the same value, one value and none", () => {
    expect(sparkline([3, 3, 3], 20)).to.equal("▁▁▁");
    expect(sparkline([3], 20)).to.equal("▁");
    expect(sparkline([], 20)).to.equal("");
  });

  it("shows the means of many values", () => {
    expect(sparkline([9, 9, 1, 1, 5, 5], 3)).to.equal("█▁▅");
    const many = Array.from({ length: 1000 }, (_, index) => 1000 - index);
    expect(sparkline(many, 40))
      .to.have.lengthOf(40)
      .and.match(/^█.*▁$/);
  });

  it("leaves out what is no number", () => {
    expect(sparkline([2, NaN, 1, Infinity], 20)).to.equal("█▁");
  });
});
