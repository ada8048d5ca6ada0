import { expect } from "chai";
import { bodyProblems } from "../arm/check-body";
import { sharedStack, succeed } from "./stack";

describe("a finished stack", function () {
  this.timeout(300_000);
  const stack = sharedStack();

  it("was made by bodies that the published schemas allow", async () => {
    const accepted = (await stack().requests()).filter(
      ({ method, status }) => method === "PUT" && status < 300,
    );
    const checked = accepted.flatMap((request) => bodyProblems(request) ?? ["unchecked"]);
    expect(checked.filter((problem) => problem !== "unchecked")).to.deep.equal([]);
    const arm = accepted.filter(({ path }) => path.startsWith("/subscriptions/"));
    const known = arm.filter((request) => bodyProblems(request) !== undefined);
    expect(known.length).to.be.greaterThan(14);
  });

  it("is changed by nothing in a second up, which sends no body", async () => {
    const since = await stack().mark();
    const output = await succeed(stack().up("--expect-no-changes"));
    expect(output).to.include("31 unchanged");
    // A POST to …/listSecrets or …/token only reads.
    const writing = (await stack().requests(since)).filter(
      ({ method, path }) => !/^(GET|HEAD)$/.test(method) && !/\/(list\w+|token)$/.test(path),
    );
    expect(writing.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([]);
    expect((await stack().preview()).steps).to.deep.equal([]);
  });
});
