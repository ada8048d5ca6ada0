import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

const root = resolve(__dirname, "..", "..");
const heavy = ["typescript", "@npmcli/arborist", "source-map-support"];

const asPulumiYamlSays = ["tsx/cjs", join(root, "engine", "fast-start.cjs")];

/** What a program prints. */
function output(program: string, preloads: readonly string[] = asPulumiYamlSays): string {
  const flags = preloads.flatMap((file) => ["--require", file]);
  return execFileSync(process.execPath, [...flags, "--eval", program], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

describe("fast start", function () {
  this.timeout(60_000);

  it("leaves out what a program does not use of Pulumi's SDK", () => {
    const loaded = output(`
      require("@pulumi/pulumi");
      require("@pulumi/pulumi/cmd/run/error");
      require("source-map-support/register");
      console.log(Object.keys(require.cache).join("\\n"));`);
    expect(loaded).to.contain(join("@pulumi", "pulumi", "runtime", "settings.js"));
    for (const name of heavy) {
      expect(loaded).not.to.match(new RegExp(`node_modules/${name}/(?!register)`));
    }
  });

  it("still serialises a closure, for a program that does", () => {
    const text = output(`
      const { runtime } = require("@pulumi/pulumi");
      const word = "captured";
      runtime.serializeFunction(() => () => word).then(({ text }) => console.log(text));`);
    expect(text).to.contain("captured");
  });

  it("replaces modules that export functions only", () => {
    const kinds = output(
      `for (const name of ["serializeClosure", "codePaths"]) {
         const exported = require("@pulumi/pulumi/runtime/closure/" + name);
         console.log(Object.values(exported).map((value) => typeof value).join("\\n"));
       }`,
      [],
    );
    expect(new Set(kinds.trim().split("\n"))).to.deep.equal(new Set(["function"]));
  });

  it("leaves stacks in terms of the TypeScript files", () => {
    const file = join(root, "catalog", "vm-sizes.ts");
    const stack = output(`
      require("source-map-support/register");
      try { require(${JSON.stringify(file)}).findVmSize(); } catch ({ stack }) { console.log(stack); }`);
    const line =
      readFileSync(file, "utf8")
        .split("\n")
        .findIndex((text) => text.includes("name.toLowerCase()")) + 1;
    expect(stack).to.contain(`vm-sizes.ts:${line}:`);
  });
});
