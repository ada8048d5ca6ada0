import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { environment, stackFiles } from "../../engine/environment";
import { type Cli, findCli } from "../../engine/find-cli";
import { recover } from "../../engine/recover";
import { run } from "../../engine/run";
import { readLocks } from "../../engine/stack-lock";
import { descendants, isAlive, until } from "./processes";
import { makeProgram, projectFile } from "./program-folder";
import { pendingNames } from "./state-file";

// The second resource waits for a file, so that the test decides when its create ends.
const program = `import * as pulumi from "@pulumi/pulumi";
const provider: pulumi.dynamic.ResourceProvider = {
  async create({ gate }: { gate: string }) {
    const { existsSync } = require("node:fs");
    while (!existsSync(gate)) await new Promise((done) => setTimeout(done, 50));
    return { id: "id-" + Math.random().toString(16).slice(2), outs: { gate } };
  },
};
class Gated extends pulumi.dynamic.Resource {}
const gate = new pulumi.Config().require("gate");
const open: string = __dirname;
const first = new Gated(provider, "first", { gate: open });
const second = new Gated(provider, "second", { gate }, { dependsOn: first });
export const id: pulumi.Output<string> = second.id;
`;

describe("the engine with a program of dynamic resources", function () {
  this.timeout(20 * 60_000); // the first run of a machine may have to build the CLI
  let root = "";
  let cli: Cli;
  const stateFile = () => join(root, "state/backend/.pulumi/stacks/trivial/local.json");
  const gate = () => join(root, "gate");

  const env = () => environment({ cli, folder: join(root, "state"), stack: "local" });
  const pulumi = (args: readonly string[], input?: string) =>
    run(cli, args, {
      cwd: join(root, "program"),
      env: env(),
      output: "capture",
      ...(input === undefined ? {} : { input }),
    });
  const succeed = async (...args: string[]) => {
    const { code, stdout, stderr } = await pulumi([...args, "--non-interactive"]);
    expect(code, stdout + stderr).to.equal(0);
    return stdout;
  };

  before(async () => {
    cli = await findCli();
    root = mkdtempSync(join(tmpdir(), "engine-"));
    const state = join(root, "state");
    const files = stackFiles(state, "local");
    makeProgram(join(root, "program"), "trivial", program);
    mkdirSync(files.backend, { recursive: true });
    writeFileSync(join(state, "Pulumi.yaml"), projectFile("trivial"));
    writeFileSync(files.passphrase, "test");
    const made = await run(cli, ["stack", "init", "local"], {
      cwd: state,
      env: env(),
      output: "capture",
    });
    expect(made.code, made.stderr).to.equal(0);
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("passes on the exit code and the message of a program that fails", async () => {
    const { code, stdout } = await pulumi(["preview", "--non-interactive"]);
    expect(code).to.not.equal(0);
    expect(stdout).to.include("Missing required configuration variable 'trivial:gate'");
  });

  it("previews without creating anything, on the Node that runs us", async () => {
    await succeed("config", "set", "gate", gate());
    expect(await succeed("preview")).to.match(/\+ 3 to create/);
    const about = await succeed("about", "--json");
    expect(about).to.include(`"${process.execPath}"`);
  });

  it("leaves no process behind when the CLI is killed, and recovers", async () => {
    const killed = pulumi(["up", "--yes", "--skip-preview", "--non-interactive"]);
    await until(() => pendingNames(stateFile()).includes("second"));
    const [lock] = readLocks(join(root, "state", "backend"), "trivial", "local");
    const family = descendants(lock?.pid ?? 0);
    expect(family).to.have.length(3); // language host, program, provider of dynamic resources
    process.kill(lock?.pid ?? 0, "SIGKILL");
    expect((await killed).code).to.equal(137);
    await until(() => !family.some(isAlive));

    const lines: string[] = [];
    const recovered = await recover({
      pulumi,
      connect: () => Promise.reject(new Error("no Azure is needed for a dynamic resource")),
      project: "trivial",
      stack: "local",
      log: (line) => lines.push(line),
    });
    expect(recovered.locks).to.equal(1);
    expect(recovered.dropped.map((urn) => urn.split("::").at(-1))).to.deep.equal(["second"]);
    expect(lines).to.have.length(2);
    writeFileSync(gate(), "");
    expect(await succeed("up", "--yes", "--skip-preview")).to.match(/\+ 1 created/);
    expect(await succeed("preview", "--expect-no-changes")).to.match(/3 unchanged/);
  });

  it("destroys what is there", async () => {
    await succeed("destroy", "--yes", "--skip-preview");
    const left = JSON.parse(await succeed("stack", "export")) as { deployment: { resources?: [] } };
    expect(left.deployment.resources ?? []).to.be.empty;
  });
});
