import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stackFiles } from "../../engine/environment";
import { stackFile } from "../../engine/stack-health";
import { readLocks } from "../../engine/stack-lock";
import { callAdmin, readConnection } from "../../scripts/local/connection";
import { openStack, projectName, stackName } from "../../scripts/local/stack";
import { stateFiles } from "../../scripts/local/state-folder";
import { local, startLocal } from "./local-command";
import { descendants, isAlive, until } from "./processes";
import { pendingNames, readState } from "./state-file";

type Victim = "CLI" | "stand-in" | "handlers" | "CLI and handlers";

const providerFile = { "stand-in": "local/provider/main.ts", handlers: "cmd/dynamic-provider" };

function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-ww", "-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return ""; // gone
  }
}

describe("kill -9 in the middle of the whole program", function () {
  this.timeout(30 * 60_000);
  let root = "";
  const files = () => stateFiles(join(root, "state"));
  const backend = () => stackFiles(files().pulumi, stackName).backend;
  const file = () => stackFile(backend(), projectName(), stackName);

  before(async () => {
    root = mkdtempSync(join(tmpdir(), "kill-"));
    const { code, stderr } = await local(files().root, "start", "--speed", "60");
    expect(code, stderr).to.equal(0);
  });
  after(async () => {
    await local(files().root, "reset", "--yes");
    rmSync(root, { recursive: true, force: true });
  });

  /** Starts `up`, waits until the state says that work on a resource has begun, and kills. */
  async function killDuring(resource: string, victim: Victim): Promise<void> {
    const [, ended] = startLocal(files().root, ["up"]);
    let over = false;
    void ended.then(() => (over = true));
    const begun = () => pendingNames(file()).includes(resource);
    // A pending operation of the run before is still there while this one mends it.
    const locked = () => readLocks(backend(), projectName(), stackName).length > 0;
    await until(() => over || (locked() && begun()));
    const [lock] = readLocks(backend(), projectName(), stackName);
    if (lock === undefined) {
      const { stdout, stderr } = await ended;
      throw new Error(`${resource} was never worked on:\n${stdout}\n${stderr}`);
    }
    const cli = lock.pid;
    const family = descendants(cli);
    const plugins = Object.entries(providerFile)
      .filter(([name]) => victim.endsWith(name))
      .flatMap(([, path]) => family.filter((pid) => commandOf(pid).includes(path)));
    const victims = [...(victim.startsWith("CLI") ? [cli] : []), ...plugins];
    expect(victims).to.not.be.empty;
    if (victim === "CLI and handlers") expect(victims.length).to.be.greaterThan(1);
    victims.filter(isAlive).forEach((pid) => process.kill(pid, "SIGKILL"));
    expect((await ended).code).to.not.equal(0);
    await until(() => ![cli, ...family].some(isAlive));
  }

  async function up(): Promise<void> {
    const { code, stdout, stderr } = await local(files().root, "up");
    expect(code, stdout + stderr).to.equal(0);
    expect(readState(file()).pending_operations ?? []).to.be.empty;
    const preview = await local(files().root, "preview", "--expect-no-changes");
    expect(preview.code, preview.stdout).to.equal(0);
  }

  /** Names of what local Azure has of a type, like `/jobs`. */
  async function onServer(type: string): Promise<string[]> {
    const connection = readConnection(files().connection);
    if (connection === undefined) throw new Error("local Azure does not run");
    const { body } = await callAdmin(connection, "GET", "/admin/resources");
    const { resources } = body as {
      resources: { id: string; type: string; deleted?: boolean }[];
    };
    return resources
      .filter((one) => one.type.endsWith(type) && one.deleted !== true)
      .map(({ id }) => id.split("/").at(-1) ?? "");
  }

  const kills: [string, Victim][] = [
    ["workspace-storage", "CLI"],
    ["workspace", "CLI"],
    ["cluster", "stand-in"],
    ["training-model", "CLI and handlers"],
    ["endpoint-deployment", "handlers"],
  ];
  for (const [resource, victim] of kills) {
    it(`leaves no process behind: ${victim} killed during ${resource}`, async () => {
      await killDuring(resource, victim);
    });
  }

  it("ends with one job and one deployment, and a state that says what is there", async () => {
    await up();
    expect(await onServer("/jobs")).to.have.length(1);
    expect(await onServer("/deployments")).to.have.length(1);
  });

  it("ends with one deployment when the roll-out of another was cut off", async () => {
    const before = await onServer("/deployments");
    const stack = await openStack(files(), {}, () => undefined);
    const path = "azure-finetune:training.parameters.learning_rate";
    const set = await stack.pulumi(["config", "set", "--path", path, "0.00001"], {
      output: "capture",
    });
    expect(set.code, set.stderr).to.equal(0);
    await killDuring("endpoint-deployment", "CLI");
    await up();
    const after = await onServer("/deployments");
    expect(after).to.have.length(1);
    expect(after).to.not.deep.equal(before);
    expect(await onServer("/jobs")).to.have.length(2); // the finished one stays, to go back to
  });

  it("leaves nothing on the server after destroy", async () => {
    const { code, stdout } = await local(files().root, "destroy");
    expect(code, stdout).to.equal(0);
    expect(await onServer("/resourceGroups")).to.be.empty;
    expect(await onServer("/workspaces")).to.be.empty;
  });
});
