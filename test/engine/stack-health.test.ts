import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { keepInputs } from "../../engine/kept-inputs";
import { stackFile, stackHealth } from "../../engine/stack-health";

describe("stackHealth", () => {
  let backend = "";
  const health = () => stackHealth(backend, "p", "s");
  const write = (file: string, content: object) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  };
  const state = (pending: readonly object[]) => {
    const latest = { resources: [], pending_operations: pending };
    write(stackFile(backend, "p", "s"), { version: 3, checkpoint: { latest } });
  };
  const lock = (host: string) => {
    const file = join(backend, ".pulumi/locks/organization/p/s/one.json");
    write(file, { pid: 1, hostname: host, username: "me", timestamp: "then" });
  };
  beforeEach(() => {
    backend = mkdtempSync(join(tmpdir(), "health-"));
  });
  afterEach(() => {
    rmSync(backend, { recursive: true });
  });

  it("is sound without a stack, and with one that has nothing pending", () => {
    expect(health()).to.deep.equal({ kind: "sound" });
    state([]);
    expect(health()).to.deep.equal({ kind: "sound" });
  });

  it("is broken by a pending operation, and by a lock that nobody holds", () => {
    state([{ type: "creating", resource: { urn: "urn:a", type: "t" } }]);
    expect(health()).to.deep.equal({ kind: "broken", operations: 1 });
    state([]);
    lock(hostname()); // process 1 is no Pulumi
    expect(health()).to.deep.equal({ kind: "broken", operations: 0 });
  });

  it("is broken by a resource that a killed repair has added and not read", () => {
    const added = { urn: "urn:a", type: "azure-native:keyvault:Vault", id: "/vault" };
    const file = stackFile(backend, "p", "s");
    write(file, { checkpoint: { latest: { resources: [{ ...added, outputs: { name: "v" } }] } } });
    expect(health()).to.deep.equal({ kind: "sound" });
    write(file, { checkpoint: { latest: { resources: [{ ...added, outputs: {} }] } } });
    expect(health()).to.deep.equal({ kind: "broken", operations: 1 });
    const latest = keepInputs({ version: 3, deployment: {} }, [added], {
      project: "p",
      stack: "s",
    });
    write(file, { checkpoint: { latest: latest.deployment } });
    expect(health()).to.deep.equal({ kind: "broken", operations: 1 });
  });

  it("has failed when its last run has, not an earlier one", () => {
    const run = (time: string, result: string) => {
      write(join(backend, ".pulumi/history/p/s", `s-${time}.history.json`), { result });
    };
    run("1795238251233988638", "failed");
    expect(health()).to.deep.equal({ kind: "failed" });
    run("1795238251233988639", "succeeded");
    expect(health()).to.deep.equal({ kind: "sound" });
  });

  it("is in use while somebody else holds a lock", () => {
    lock("another-machine");
    expect(health()).to.deep.equal({ kind: "running", pid: 1, since: "then" });
  });
});
