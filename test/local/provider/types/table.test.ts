import { expect } from "chai";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathParameters } from "../../../../local/provider/resource/paths";
import { shapes } from "../../../../local/provider/types/generate";
import { rowOf, rows } from "../../../../local/provider/types/table";

const root = dirname(require.resolve("@pulumi/azure-native/package.json"));

function declaration(token: string): string {
  const [module = "", name = ""] = token.split(":");
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`;
  return readFileSync(join(root, module, file), "utf8");
}

describe("table of types", () => {
  it("has the shapes of the installed package", () => {
    const file = "local/provider/types/shapes.json";
    expect(JSON.parse(readFileSync(file, "utf8"))).to.deep.equal(shapes);
  });

  it("has the API versions of the installed package", () => {
    for (const { token, apiVersion } of rows)
      expect(declaration(token), token).to.include(`Uses Azure REST API version ${apiVersion}.`);
  });

  it("names inputs of the package in paths and rules", () => {
    for (const row of rows) {
      const names = Object.keys(shapes.resources[row.token]?.in ?? {}).map((n) =>
        n.replace("?", ""),
      );
      const used = [...pathParameters(row.path), ...(row.forceNew ?? [])];
      expect(["subscriptionId", ...names], row.token).to.include.members(used);
      const known = new Set([...Object.keys(shapes.in), ...Object.keys(shapes.out), ""]);
      expect([...known], row.token).to.include.members(Object.keys(row.wire ?? {}));
    }
  });

  it("names a type that it lacks", () => {
    expect(() => rowOf("azure-native:network:Subnet")).to.throw("azure-native:network:Subnet");
  });
});
