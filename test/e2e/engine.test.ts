import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { checkout } from "../../engine/cli-cache";
import type { ExportedStack } from "../../engine/deployment";
import { environment, stackFiles } from "../../engine/environment";
import { type Cli, findCli } from "../../engine/find-cli";
import { recover } from "../../engine/recover";
import { run } from "../../engine/run";
import { readLocks } from "../../engine/stack-lock";

const project = `name: trivial
runtime: { name: nodejs, options: { typescript: false, nodeargs: "--require tsx/cjs" } }
`;
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
    const [folder, state] = [join(root, "program"), join(root, "state")];
    const files = stackFiles(state, "local");
    [folder, files.backend].forEach((each) => mkdirSync(each, { recursive: true }));
    writeFileSync(join(folder, "Pulumi.yaml"), project);
    writeFileSync(join(state, "Pulumi.yaml"), project);
    writeFileSync(join(folder, "package.json"), '{ "name": "trivial", "main": "index.ts" }');
    writeFileSync(join(folder, "index.ts"), program);
    symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
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
    await until(() => pending(stateFile()).includes("second"));
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

/** Names of the resources with a pending operation; the CLI may be writing the file right now. */
function pending(file: string): string[] {
  try {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest: ExportedStack["deployment"] };
    };
    const operations = checkpoint.latest.pending_operations ?? [];
    return operations.map(({ resource }) => resource.urn.split("::").at(-1) ?? "");
  } catch {
    return [];
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not in 30 s: ${condition.toString()}`);
    await pause(20);
  }
}

function descendants(pid: number): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const children = rows.flatMap(([own = 0, parent]) => (parent === pid ? [own] : []));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
