import { expect } from "chai";
import { missingActions } from "../../../handlers/preflight/permissions";

const contributor = {
  actions: ["*"],
  notActions: [
    "Microsoft.Authorization/*/Delete",
    "Microsoft.Authorization/*/Write",
    "Microsoft.Authorization/elevateAccess/Action",
  ],
};

describe("permissions", () => {
  it("find nothing missing for an owner", () => {
    expect(missingActions([{ actions: ["*"], notActions: [] }])).to.deep.equal([]);
  });

  it("find what a contributor lacks: granting roles", () => {
    expect(missingActions([contributor])).to.deep.equal([
      "Microsoft.Authorization/roleAssignments/write",
    ]);
  });

  it("add up", () => {
    const administrator = { actions: ["microsoft.authorization/*"], notActions: [] };
    expect(missingActions([contributor, administrator])).to.deep.equal([]);
  });

  it("find everything missing for a reader", () => {
    expect(missingActions([{ actions: ["*/read"], notActions: [] }])).to.have.length(10);
  });
});
