import { expect } from "chai";
import { count, countOf, mean, share, size } from "../../../dataset/report/numbers";

describe("numbers of a report", () => {
  it("are as people read them", () => {
    expect([count(207_865), countOf(1, "row"), countOf(2, "row")]).to.deep.equal([
      ...["207,865", "1 row", "2 rows"],
    ]);
    expect([mean(4.26), mean(1234.5)]).to.deep.equal(["4.3", "1,235"]);
    expect([0, 999, 1000, 52_100_000, 3e15].map(size)).to.deep.equal([
      ...["0 bytes", "999 bytes", "1 kB", "52.1 MB", "3,000 TB"],
    ]);
  });

  it("say neither none of some nor all of not all", () => {
    expect(share(0, 10)).to.equal("0 %");
    expect(share(1, 200_000)).to.equal("< 0.1 %");
    expect(share(199_999, 200_000)).to.equal("> 99.9 %");
    expect(share(10, 10)).to.equal("100 %");
    expect(share(1, 3)).to.equal("33.3 %");
    expect(share(0, 0)).to.equal("–");
  });
});
