import { expect } from "chai";
import fc from "fast-check";

import { configSchema, describeConfig } from "../../settings/config";
import { knownKeys } from "../../settings/nearest";
import { input, problemsOf } from "./input";

const known = knownKeys(describeConfig());
const sections = Object.keys(configSchema.unwrap().shape);
const leaves = [...new Set(known.map((key) => key.split(".").at(-1) ?? ""))];

const key = fc.oneof(fc.constantFrom(...leaves), fc.string(), fc.constant("__proto__"));
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      fc.jsonValue(),
      fc.constantFrom("true", "5e-6", "latest", "Standard_NC6s_v3", -1, 0, 1),
    ),
    fc.dictionary(key, tie("node")),
  ),
})).node;

describe("any config", () => {
  it("gives settings or a SettingsError, never another error", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      value.map((tree) => JSON.stringify(tree)),
    );
    const names = fc.oneof(fc.constantFrom(...sections, "preset"), fc.string());
    fc.assert(
      fc.property(fc.dictionary(names, texts), (own) => {
        for (const line of problemsOf(input(own))) expect(line).to.match(/^.+$/);
      }),
      { numRuns: 300 },
    );
  });

  it("gives settings or a SettingsError for any environment and azure-native key", () => {
    const config = fc.dictionary(
      fc.oneof(
        fc.constantFrom("azure-native:location", "azure-native:useMsi", "azure-native:tenantId"),
        fc.string().map((name) => `azure-native:${name}`),
        fc.string(),
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(config, fc.dictionary(fc.string(), fc.string()), (asked, env) => {
        problemsOf({ ...input(), config: asked, env });
      }),
    );
  });

  it("names the key in the line whichever key gets a list", () => {
    const shape = describeConfig().properties ?? {};
    for (const path of known.filter((name) => name.includes("."))) {
      const [section = "", ...rest] = path.split(".");
      expect(shape).to.have.property(section);
      const tree = rest.reduceRight<unknown>((inner, name) => ({ [name]: inner }), []);
      const lines = problemsOf(input({ [section]: tree }));
      expect(lines, path).to.have.length(1);
      expect(lines[0], path).to.match(new RegExp(`^${path} \\(a list\\) is not .+`));
    }
  });
});
