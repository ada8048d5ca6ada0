import { dirname } from "node:path";
import { expect } from "chai";
import { environment } from "../../engine/environment";

const cli = {
  command: "/cli/pulumi",
  folder: "/cli",
  version: "3.230.0",
  source: "built",
} as const;
const of = (base: NodeJS.ProcessEnv) =>
  environment({ cli, folder: "/state/pulumi", stack: "local", base, path: ["/stand-in"] });

describe("environment", () => {
  it("points every file of the stack into its own folder", () => {
    expect(of({})).to.include({
      PULUMI_BACKEND_URL: "file:///state/pulumi/backend",
      PULUMI_HOME: "/state/pulumi/home",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/state/pulumi/passphrase",
      PULUMI_OPTION_CONFIG_FILE: "/state/pulumi/Pulumi.local.yaml",
      PULUMI_STACK: "local",
    });
  });

  it("looks for the stand-in first, then the CLI, then our own Node, then what the user has", () => {
    const { PATH } = of({ PATH: "/usr/bin" });
    expect(PATH).to.equal(`/stand-in:/cli:${dirname(process.execPath)}:/usr/bin`);
  });

  it("keeps the user's variables but those that lead to another backend", () => {
    const env = of({ LANG: "C", PULUMI_CONFIG_PASSPHRASE: "x", PULUMI_ACCESS_TOKEN: "y" });
    expect(env).to.include({ LANG: "C" });
    expect(env).to.not.have.any.keys("PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN");
  });

  it("sets nothing in this process", () => {
    of(process.env);
    expect(process.env.PULUMI_STACK).to.not.equal("local");
  });
});
