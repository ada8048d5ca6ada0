import { expect } from "chai";
import { make, type Moment } from "./kill-moments";
import { interruptAt, killAt } from "./kills";
import { local } from "./local-command";
import { sharedStack } from "./stack";

const workspace = { method: "GET", path: "/Microsoft.MachineLearningServices/workspaces/[^/]+" };
const looking: Moment = { title: "it asks for the workspace", held: [workspace] };
const reading: Moment = {
  title: "it reads the workspace into the state",
  held: [{ ...workspace, skip: 1 }],
};

describe("kill -9 of what repairs, and of local Azure", function () {
  this.timeout(5 * 60_000);
  const stack = sharedStack("empty");

  it("begins with an up that was killed while the workspace was being made", async () => {
    await killAt(stack(), ["up"], ["CLI"], make.workspace);
  });
  it("recover killed while it asks", async () => {
    await killAt(stack(), ["recover"], ["recover"], looking);
  });
  it("recover of an up killed while it reads, with the CLI that it runs", async () => {
    await killAt(stack(), ["up"], ["recover", "CLI"], reading);
  });
  it("recovers at last, and a second recover finds nothing to do", async () => {
    for (const found of [/mended/, /Nothing to mend/]) {
      const { code, stdout, stderr } = await local(stack().files.root, "recover");
      expect(code, stdout + stderr).to.equal(0);
      expect(stdout).to.match(found);
    }
    const preview = await local(stack().files.root, "preview", "--json");
    const { steps } = JSON.parse(preview.stdout) as { steps: { op: string; urn: string }[] };
    const touched = steps.filter(({ op }) => op !== "create" && op !== "same");
    expect(touched, "changes of what was recovered").to.deep.equal([]);
  });

  it("goes on with a run after local Azure was killed and started again", async () => {
    const { code, stdout } = await interruptAt(
      stack(),
      ["up"],
      make.clusterAndEndpoint,
      async () => {
        process.kill(stack().local.connection.pid, "SIGKILL");
        const clock = ["--latency", "0", "--speed", "600"];
        const again = await local(stack().files.root, "start", ...clock);
        expect(again.code, again.stderr).to.equal(0);
      },
    );
    expect(code, stdout).to.equal(0);
  });

  it("ends with everything, and a state that says so", async () => {
    const { code, stdout, stderr } = await local(stack().files.root, "up");
    expect(code, stdout + stderr).to.equal(0);
    const preview = await local(stack().files.root, "preview", "--refresh", "--expect-no-changes");
    expect(preview.code, preview.stdout).to.equal(0);
    expect(stack().names()).to.have.length(33);
  });
});
