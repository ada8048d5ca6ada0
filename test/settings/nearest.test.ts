import { expect } from "chai";

import { nearestKey, nearestValue } from "../../settings/nearest";

describe("nearest known key", () => {
  const known = ["training.model.name", "training.component.name", "serving.rollout", "tags"];

  it("is one of the same section first, then one of any other", () => {
    expect(nearestKey("training.component.nme", known)).to.equal("training.component.name");
    expect(nearestKey("cluster.rolout", known)).to.equal("serving.rollout");
  });

  it("does not mind case, '_' and '-'", () => {
    expect(nearestKey("TAGS", known)).to.equal("tags");
    expect(nearestKey("serving.roll_out", known)).to.equal("serving.rollout");
  });

  it("is none when more than a third of the letters differ", () => {
    expect(nearestKey("tax", known)).to.equal(undefined);
    expect(nearestKey("", known)).to.equal(undefined);
    expect(nearestValue(3, ["three"])).to.equal(undefined);
  });
});
