import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkout } from "../../engine/cli-cache";
import { stackFiles } from "../../engine/environment";
import { run } from "../../engine/run";
import { readLocks } from "../../engine/stack-lock";
import { runningAzure } from "../../scripts/local/connection";
import { type LocalStack, openStack, projectName, stackName } from "../../scripts/local/stack";
import { stateFiles } from "../../scripts/local/state-folder";
import { local as runLocal } from "./local-command";
import { descendants, isAlive, until } from "./processes";
import { makeProgram } from "./program-folder";
import { pendingNames } from "./state-file";

const program = `import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount";
const group = new ResourceGroup("group", { resourceGroupName: "rg-recover" });
const account = new StorageAccount("account", {
  resourceGroupName: group.name, accountName: "strecover0001", kind: "StorageV2", sku: { name: "Standard_LRS" },
});
export const blob = account.primaryEndpoints.blob;
`;

describe("npm run local", function () {
  this.timeout(20 * 60_000); // the first run of a machine may have to build the CLI
  let root = "";
  let stack: LocalStack;
  const files = () => stateFiles(join(root, "state"));
  const backend = () => stackFiles(files().pulumi, stackName).backend;

  const local = (...args: string[]) => runLocal(files().root, ...args);
  /** The CLI on a program of the test's own, on the stack's state. */
  const pulumi = (...args: string[]) =>
    run(stack.cli, [...args, "--non-interactive"], {
      cwd: join(root, "program"),
      env: stack.env,
      output: "capture",
    });

  before(() => {
    root = mkdtempSync(join(tmpdir(), "local-"));
    makeProgram(join(root, "program"), projectName(), program);
  });
  after(async () => {
    await local("reset", "--yes");
    rmSync(root, { recursive: true, force: true });
  });

  it("starts local Azure once, and changes the speed of the one that runs", async () => {
    const first = await local("start", "--speed", "60", "--latency", "1");
    expect(first.code, first.stderr).to.equal(0);
    const pid = (await runningAzure(files().connection))?.pid;
    expect(first.stderr).to.include(`(pid ${pid ?? "none"})`);
    const again = await local("start");
    expect(again.stderr)
      .to.include(`(pid ${pid ?? "none"})`)
      .and.not.include("Starting");
    const other = await local("start", "--as-of", "2024-06-01");
    expect(other.code).to.equal(1);
    expect(other.stderr).to.include("runs already");
  });

  it("gives a shell what it needs, and nothing but that on stdout", async () => {
    const { stdout } = await local("env", "--python");
    const names = stdout
      .trim()
      .split("\n")
      .map((line) => /^(export|unset) (\w+)/.exec(line)?.[2]);
    expect(names).to.include.members([
      ...["ARM_METADATA_HOSTNAME", "ARM_CLIENT_SECRET", "NODE_EXTRA_CA_CERTS", "HTTPS_PROXY"],
      ...["PULUMI_BACKEND_URL", "PULUMI_STACK", "PATH"],
    ]);
    expect(names).to.not.include(undefined);
    stack = await openStack(files(), {}, () => undefined);
  });

  it("refuses a second run while one goes on, and mends the stack when that one is killed", async () => {
    await local("start", "--speed", "1"); // the account takes its time
    const killed = pulumi("up", "--yes", "--skip-preview");
    await until(() => pendingNames(stateFile()).includes("account"));
    const [lock] = readLocks(backend(), projectName(), stackName);
    const second = await local("up");
    expect(second.code).to.equal(1);
    expect(second.stderr).to.include(`another run works on this stack (pid ${lock?.pid ?? 0}`);
    expect((await local("stop")).stderr).to.include("end it first");

    const family = descendants(lock?.pid ?? 0);
    process.kill(lock?.pid ?? 0, "SIGKILL");
    expect((await killed).code).to.equal(137);
    await until(() => !family.some(isAlive));
    expect((await local("status")).stdout).to.include("its last run was killed");

    const faster = await local("start", "--speed", "600");
    expect(faster.stderr).to.include("speed 600");
    const mended = await local("recover");
    expect(mended.code, mended.stderr).to.equal(0);
    expect(mended.stdout).to.include("Removed the lock of a run that is gone");
    expect(mended.stdout).to.match(/account \(.*\): create was cut off, the object is there/);
    const preview = await pulumi("preview");
    expect(preview.stdout).to.match(/3 unchanged/);
  });

  it("comes back on the same address with the same cloud", async () => {
    const before = await runningAzure(files().connection);
    expect((await local("stop")).stderr).to.include(`pid ${before?.pid ?? 0}`);
    expect((await local("stop")).stderr).to.include("was not running");
    expect((await local("status")).stdout).to.include("not running");
    const { code, stderr } = await local("refresh"); // starts it by itself
    expect(code, stderr).to.equal(0);
    const after = await runningAzure(files().connection);
    expect(after?.url).to.equal(before?.url);
    expect(after?.pid).to.not.equal(before?.pid);
    expect((await pulumi("preview")).stdout).to.match(/3 unchanged/);
  });

  it("passes on the CLI's exit code and its options", async () => {
    const { code, stderr } = await local("destroy", "--target", "urn:nothing");
    expect(code).to.not.equal(0);
    expect(stderr).to.not.include("unknown option");
  });

  it("leaves nothing after destroy and reset", async () => {
    const { code, stdout } = await local("destroy");
    expect(code, stdout).to.equal(0);
    const pid = (await runningAzure(files().connection))?.pid ?? 0;
    expect((await local("reset")).stderr).to.include("no terminal to ask");
    writeFileSync(join(files().root, "mine.txt"), "");
    expect((await local("reset", "--yes")).code).to.equal(0);
    expect(isAlive(pid)).to.equal(false);
    expect(existsSync(files().pulumi)).to.equal(false);
    expect(existsSync(join(files().root, "mine.txt"))).to.equal(true);
    expect(existsSync(join(checkout, "Pulumi.local.yaml"))).to.equal(false);
  });

  const stateFile = () => join(backend(), ".pulumi", "stacks", projectName(), `${stackName}.json`);
});
