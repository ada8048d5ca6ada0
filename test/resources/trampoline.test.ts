import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { expect } from "chai";

/** The text as a program run by the engine makes it: tsx by --require, no test runner in between. */
function serializedTrampoline(): string {
  const program = `
    const { runtime } = require("@pulumi/pulumi");
    const { trampoline } = require("./resources/trampoline.ts");
    runtime.serializeFunction(() => trampoline, { allowSecrets: true }).then(({ text }) => process.stdout.write(text));`;
  return execFileSync(process.execPath, ["--require", "tsx/cjs", "--eval", program], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

describe("trampoline", function () {
  this.timeout(20_000);
  let text: string;

  before(() => {
    text = serializedTrampoline();
  });

  // Pulumi wraps each of the seven callbacks in 170 bytes of its own.
  it("stays below 2.5 kB in the state of each resource", () => {
    expect(text.length).to.be.lessThan(2_500);
  });

  it("captures no module", () => {
    expect(text.match(/require\("[^"]*"/g)).to.deep.equal([`require("tsx/cjs/api"`]);
  });

  it("is the text that states hold: a change of it updates every dynamic resource of every stack", () => {
    expect(createHash("sha256").update(text).digest("hex").slice(0, 16)).to.equal(
      "84b6df1c1f7d12b1",
    );
  });
});
