import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

describe("local hub as a process", () => {
  const folder = mkdtempSync(join(tmpdir(), "local-hub-"));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("says its address and ends with its parent's end of the pipe", async () => {
    const script = join("local", "hub", "main.ts");
    const child = spawn(process.execPath, ["--require", "tsx/cjs", script, folder], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const { url, pid } = JSON.parse(line.toString()) as { url: string; pid: number };
    expect(pid).to.equal(child.pid);
    expect((await fetch(`${url}/api/datasets/a/b`)).status).to.equal(401);
    child.stdin.end();
    expect(await once(child, "exit")).to.deep.equal([0, null]);
  });
});
