import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { removeState, stateFiles } from "../../../scripts/local/state-folder";

describe("stateFiles", () => {
  it("takes the option, then the variable, then a folder of the checkout", () => {
    const env = { AZURE_FINETUNE_STATE: "/from-env", XDG_STATE_HOME: "/states" };
    expect(stateFiles("/option", env).root).to.equal("/option");
    expect(stateFiles(undefined, env).root).to.equal("/from-env");
    const { root, connection } = stateFiles(undefined, { XDG_STATE_HOME: "/states" });
    expect(root).to.match(/^\/states\/azure-finetune\/[^/]+-[0-9a-f]{6}$/);
    expect(connection).to.equal(join(root, "azure.json"));
  });

  it("counts a relative path from where the user is, not from where npm runs", () => {
    expect(stateFiles("mine", { INIT_CWD: "/home/me" }).root).to.equal("/home/me/mine");
  });
});

describe("removeState", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "state-"));
    const { azure, pulumi, connection } = stateFiles(root);
    for (const folder of [azure, pulumi]) mkdirSync(folder);
    writeFileSync(connection, "{}");
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("removes the folder when only ours was in it", () => {
    removeState(stateFiles(root));
    expect(existsSync(root)).to.equal(false);
  });

  it("leaves what is not ours", () => {
    writeFileSync(join(root, "thesis.doc"), "");
    removeState(stateFiles(root));
    expect(existsSync(join(root, "thesis.doc"))).to.equal(true);
    expect(existsSync(join(root, "pulumi"))).to.equal(false);
  });
});
