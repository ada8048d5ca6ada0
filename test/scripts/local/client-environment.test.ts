import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { exportLines, withoutAzure } from "../../../scripts/local/client-environment";

describe("withoutAzure", () => {
  it("drops every login to real Azure and keeps the rest", () => {
    const env = withoutAzure({
      ARM_USE_OIDC: "true",
      AZURE_CLIENT_ID: "real",
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://x",
      AZURE_FINETUNE_STATE: "/state",
      HOME: "/home/me",
    });
    expect(Object.keys(env)).to.have.members([
      ...["AZURE_FINETUNE_STATE", "HOME", "NO_PROXY", "no_proxy"],
    ]);
  });

  it("adds this machine to the hosts that need no proxy", () => {
    expect(withoutAzure({ NO_PROXY: ".corp" }).NO_PROXY).to.equal(".corp,localhost,127.0.0.1");
    expect(withoutAzure({}).no_proxy).to.equal("localhost,127.0.0.1");
  });
});

describe("exportLines", () => {
  it("gives a shell exactly the value", () => {
    const value = `it's "$HOME" \`x\``;
    const script = `${exportLines({ VALUE: value }).join("\n")}\nprintf %s "$VALUE"`;
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).to.equal(value);
  });
});
