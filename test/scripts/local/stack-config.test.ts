import { expect } from "chai";
import { parse } from "yaml";
import { localConfig } from "../../../scripts/local/stack-config";

const today = { location: "eastus", asOf: new Date().toISOString().slice(0, 10) };
const configOf = (text: string) =>
  (parse(localConfig(text, today)) as { config: Record<string, unknown> }).config;

describe("localConfig", () => {
  it("keeps the values, with local Azure's region and short waits", () => {
    const config = configOf(`config:
  azure-native:location: westeurope
  azure-finetune:waits: { operationMinutes: 5 }
  azure-finetune:cluster: { maxNodes: 2 }
`);
    expect(config).to.deep.equal({
      "azure-native:location": "eastus",
      "azure-finetune:waits": { operationMinutes: 5, pollSeconds: 1 },
      "azure-finetune:cluster": { maxNodes: 2 },
    });
  });

  it("leaves behind what another passphrase has locked", () => {
    const text = localConfig(
      "encryptionsalt: v1:abc\nconfig:\n  azure-finetune:key: { secure: v1:xyz }\n",
      today,
    );
    expect(text).to.not.match(/abc|xyz/);
  });

  it("judges retirements on the day of the catalogue", () => {
    const text = localConfig("config:\n", { location: "eastus", asOf: "2024-06-01" });
    const { config } = parse(text) as { config: Record<string, unknown> };
    expect(config["azure-finetune:preflight"]).to.deep.equal({ asOf: "2024-06-01" });
  });

  it("works without any configuration", () => {
    expect(configOf("config:\n")).to.have.property("azure-native:location", "eastus");
    expect(configOf("")).to.have.property("azure-native:location", "eastus");
  });
});
