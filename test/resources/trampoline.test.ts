import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { expect } from "chai";
import { trampoline } from "../../resources/trampoline";

describe("trampoline", () => {
  it("stays below 1 kB in the state of each resource", () => {
    expect(trampoline.length).to.be.lessThan(1_000);
  });

  it("loads nothing but the handlers, by tsx", () => {
    expect(trampoline.match(/require\([^)]*\)/g)).to.deep.equal([
      `require("tsx/cjs/api")`,
      "require(`${here}/handlers/index.ts`, `${here}/index.ts`)",
    ]);
  });

  it("is the text that states hold: a change of it updates every dynamic resource of every stack", () => {
    expect(createHash("sha256").update(trampoline).digest("hex").slice(0, 16)).to.equal(
      "37eb913539d99782",
    );
  });

  it("gives the callbacks that Pulumi's provider process calls", () => {
    const load = createRequire(__filename);
    const { handler } = load("../../resources/trampoline.cjs") as { handler: () => object };
    expect(handler()).to.have.all.keys([
      ...["configure", "check", "diff", "create", "read", "update", "delete"],
    ]);
  });
});
