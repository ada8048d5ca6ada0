import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { watchAzure } from "../../../scripts/local/watch-azure";

describe("watchAzure", () => {
  it("says once that the process has ended, and still waits for the run", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const pid = child.pid ?? 0;
    let end: (value: string) => void = () => undefined;
    const run = new Promise<string>((resolve) => (end = resolve));
    let said = 0;
    let watched: Promise<string> | undefined;
    const told = new Promise<void>((resolve) => {
      const onEnd = () => {
        said += 1;
        resolve();
      };
      watched = watchAzure(pid, run, onEnd, 5);
    });
    child.kill("SIGKILL");
    await once(child, "exit");
    await told;
    end("result");
    expect(await watched).to.equal("result");
    expect(said).to.equal(1);
  });

  it("says nothing of one that goes on", async () => {
    const lines: string[] = [];
    const run = new Promise<number>((resolve) => setTimeout(resolve, 30, 3));
    const result = await watchAzure(process.pid, run, () => lines.push("ended"), 1);
    expect([result, lines]).to.deep.equal([3, []]);
  });
});
