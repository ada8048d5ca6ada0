import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { buildVersion, officialVersion } from "../../engine/cli-cache";
import { findCli, isAtLeast, type MakeCli } from "../../engine/find-cli";

const refuse: MakeCli = () => Promise.reject(new Error("the host is blocked"));
const noGo: MakeCli = () => Promise.reject(new Error("there is no Go toolchain"));

function executable(folder: string, name: string, text = "#!/bin/sh\n"): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
}

describe("findCli", () => {
  let root = "";
  let lines: string[] = [];
  const env = (path = "") => ({ PATH: path, XDG_CACHE_HOME: join(root, "cache") });
  const cache = () => join(root, "cache", "azure-finetune", "pulumi");
  const log = (line: string) => lines.push(line);
  const make: MakeCli = (folder) => {
    executable(join(folder, "bin"), "pulumi");
    return Promise.resolve();
  };
  const onPath = (version: string, files = ["pulumi-language-nodejs"]) => {
    const folder = join(root, "own");
    executable(folder, "pulumi", `#!/bin/sh\necho v${version}\n`);
    files.forEach((file) => {
      executable(folder, file);
    });
    return folder;
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "find-cli-"));
    lines = [];
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("takes the user's own CLI when it is new enough and complete", async () => {
    const folder = onPath("3.208.0");
    const cli = await findCli({ env: env(folder), log, install: refuse, build: noGo });
    const command = join(folder, "pulumi");
    expect(cli).to.deep.equal({ command, folder, version: "3.208.0", source: "path" });
  });

  it("installs where the user's own is too old, once, and finds it in the cache then", async () => {
    const path = `${onPath("3.207.9")}${delimiter}/nowhere`;
    const first = await findCli({ env: env(path), log, install: make, build: noGo });
    expect(first.source).to.equal("official");
    expect(first.command).to.equal(join(cache(), await officialVersion(), "bin", "pulumi"));
    const second = await findCli({ env: env(path), log, install: refuse, build: noGo });
    expect(second).to.deep.equal(first);
  });

  it("builds where the download is refused, with the language host beside it", async () => {
    const cli = await findCli({ env: env(), log, install: refuse, build: make });
    expect(cli.source).to.equal("built");
    expect(cli.version).to.equal(await buildVersion());
    expect(readdirSync(cli.folder)).to.have.members([
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-resource-pulumi-nodejs",
    ]);
  });

  it("names the three ways and why each failed", async () => {
    const folder = onPath("3.230.0", []);
    const error = await findCli({ env: env(folder), log, install: refuse, build: noGo }).catch(
      (e: unknown) => e,
    );
    expect(error).to.have.property("message").that.includes("has no pulumi-language-nodejs");
    expect(error).to.have.property("message").that.includes("download it: the host is blocked");
    expect(error).to.have.property("message").that.includes("builds it: there is no Go toolchain");
    expect(readdirSync(cache())).to.deep.equal([]); // neither half a CLI nor a lock
  });

  it("lets one of two starts do the work while the other waits", async () => {
    let made = 0;
    let finish: () => void = () => undefined;
    const halfWay = new Promise<void>((done) => (finish = done));
    const slow: MakeCli = async (folder, version, say) => {
      made += 1;
      await halfWay;
      await make(folder, version, say);
    };
    const options = { env: env(), install: slow, build: noGo };
    const waiting = new Promise<void>((done) => {
      lines.push = (...said) => {
        done();
        return said.length;
      };
    });
    const both = [findCli({ ...options, log }), findCli({ ...options, log })];
    await waiting; // one says that it waits
    finish();
    const [a, b] = await Promise.all(both);
    expect(made).to.equal(1);
    expect(a).to.deep.equal(b);
  });
});

describe("isAtLeast", () => {
  it("compares numbers, not text", () => {
    expect(isAtLeast("3.1000.0", "3.208.0")).to.equal(true);
    expect(isAtLeast("3.208.0", "3.208.0")).to.equal(true);
    expect(isAtLeast("3.99.9", "3.208.0")).to.equal(false);
    expect(isAtLeast("4.0.0", "3.208.0")).to.equal(true);
  });
});
