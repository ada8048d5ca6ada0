import { expect } from "chai";
import { criticalPath } from "../../bench/critical-path";

describe("critical path", () => {
  it("is the longest chain, not the longest task nor the sum", () => {
    const tasks = [
      { urn: "group", seconds: 1, after: [] },
      { urn: "storage", seconds: 5, after: ["group"] },
      { urn: "registry", seconds: 2, after: ["group"] },
      { urn: "workspace", seconds: 3, after: ["storage", "registry"] },
      { urn: "alone", seconds: 8, after: [] },
    ];
    expect(criticalPath(tasks)).to.deep.equal({
      seconds: 9,
      urns: ["group", "storage", "workspace"],
    });
  });

  it("ignores what was not part of the run", () => {
    expect(criticalPath([{ urn: "a", seconds: 1, after: ["gone"] }]).seconds).to.equal(1);
    expect(criticalPath([]).seconds).to.equal(0);
  });
});
