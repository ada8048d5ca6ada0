import { expect } from "chai";
import fc from "fast-check";

import { completeNames, naming } from "../../settings/naming";

const key = { subscriptionId: "11111111-2222-3333-4444-555555555555", project: "p", stack: "s" };

describe("names", () => {
  it("have Azure's form for every suffix that is allowed", () => {
    const suffixes = fc.stringMatching(/^[a-z0-9]{3,8}$/);
    fc.assert(
      fc.property(suffixes, (suffix) => {
        const names = completeNames({ suffix }, key);
        expect(naming.safeParse(names).error?.issues).to.equal(undefined);
        expect(names.endpoint).to.equal(`ultrachat-completion-${suffix}`);
        expect(names.endpoint.length).to.be.within(3, 32);
      }),
    );
  });

  it("have Azure's form for every stack", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (project, stack) => {
        const names = completeNames({}, { ...key, project, stack });
        expect(names.suffix).to.match(/^[\da-f]{6}$/);
        expect(naming.safeParse(names).success).to.equal(true);
      }),
    );
  });

  it("differ between subscriptions, projects and stacks, and never between runs", () => {
    const suffix = (change: Partial<typeof key>) => completeNames({}, { ...key, ...change }).suffix;
    const all = [{}, { project: "q" }, { stack: "t" }, { subscriptionId: "x" }].map(suffix);
    expect(new Set(all).size).to.equal(4);
    expect(suffix({})).to.equal("e96c3d");
  });

  it("are replaced one by one", () => {
    const names = completeNames({ suffix: "abc", storageAccount: "ourdata" }, key);
    expect(names).to.include({ storageAccount: "ourdata", keyVault: "kv-finetune-abc" });
  });
});
