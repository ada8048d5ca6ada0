import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { startBlobServer } from "./blob-server";

const text = async (stream: ReadableStream<Uint8Array> | undefined): Promise<string | undefined> =>
  stream === undefined ? undefined : new Response(stream).text();

describe("life of the blobs", function () {
  this.timeout(30_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "local-blobs-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("keeps blobs over a restart, also those written just before the end", async () => {
    const first = await startBlobServer(folder);
    await first.addAccount("kept");
    await first.cloud.blobs.put("kept", "data", "a/b c", "content", { note: "n" });
    await first.stop();
    const second = await startBlobServer(folder);
    expect(await text(await second.cloud.blobs.get("kept", "data", "a/b c"))).to.equal("content");
    await second.stop();
  });

  it("keeps blobs when local Azure is killed, and leaves no process", async () => {
    const child = spawn(
      process.execPath,
      ["--require", "tsx/cjs", join(__dirname, "killed-owner.ts"), folder],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const file = join(folder, "azure", "azurite", "owner.json");
    const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid: number };
    const dead = once(child, "exit");
    child.kill("SIGKILL");
    await dead;
    const again = await startBlobServer(folder);
    expect(await text(await again.cloud.blobs.get("killed", "data", "b"))).to.equal("written");
    await again.stop();
    expect(() => process.kill(pid, 0)).to.throw(/ESRCH/);
  });

  it("starts Azurite again when it died", async () => {
    const server = await startBlobServer(folder);
    await server.addAccount("mended");
    const file = join(folder, "azure", "azurite", "owner.json");
    process.kill((JSON.parse(readFileSync(file, "utf8")) as { pid: number }).pid, "SIGTERM");
    let found: string[] = [];
    for (let tries = 0; tries < 50 && found.length === 0; tries += 1) {
      await wait(20);
      found = await server.cloud.blobs.containers("mended").catch(() => []);
    }
    expect(found).to.deep.equal(["data"]);
    await server.stop();
  });

  it("gives a new account of an old name no old data", async () => {
    const server = await startBlobServer(folder);
    const { blobs } = server.cloud;
    await server.addAccount("again");
    await blobs.put("again", "data", "old", "old");
    expect(await blobs.list("again", "data", "")).to.deep.equal([{ name: "old", size: 3 }]);
    await blobs.dropAccount("again");
    expect(await blobs.containers("again")).to.deep.equal([]);
    await blobs.ensureContainer("again", "data");
    expect(await blobs.list("again", "data", "")).to.deep.equal([]);
    await server.stop();
  });

  it("copies, lists by prefix and drops containers", async () => {
    const server = await startBlobServer(folder);
    const { blobs } = server.cloud;
    await server.addAccount("copied");
    await blobs.ensureContainer("copied", "other");
    await blobs.ensureContainer("copied", "other");
    await blobs.put("copied", "data", "p/<x>&.txt", "abc");
    await blobs.copy("copied", "data", "p/<x>&.txt", {
      account: "copied",
      container: "other",
      blob: "q/y",
    });
    expect(await blobs.list("copied", "data", "p/")).to.deep.equal([
      { name: "p/<x>&.txt", size: 3 },
    ]);
    expect(await blobs.list("copied", "other", "p/")).to.deep.equal([]);
    expect(await text(await blobs.get("copied", "other", "q/y"))).to.equal("abc");
    await blobs.dropContainer("copied", "other");
    expect(await blobs.hasContainer("copied", "other")).to.equal(false);
    expect(await blobs.get("copied", "other", "q/y")).to.equal(undefined);
    await server.stop();
  });
});
