import { expect } from "chai";
import type { ArmObject } from "../../engine/arm-ids";
import type { Found } from "../../engine/azure-view";
import {
  type ExportedStack,
  isNative,
  type PendingOperation,
  type StateResource,
} from "../../engine/deployment";
import { recover } from "../../engine/recover";
import type { PlannedStep } from "../../engine/orphans";
import type { RunResult } from "../../engine/run";

const vault: StateResource = {
  urn: "urn:pulumi:local::p::azure-native:keyvault:Vault::vault",
  type: "azure-native:keyvault:Vault",
  inputs: { resourceGroupName: "rg", vaultName: "kv" },
};
const vaultTags = { "azure-finetune-project": "p", "azure-finetune-stack": "local" };
const vaultId = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv";
const job: StateResource = {
  urn: "urn:pulumi:local::p::pulumi-nodejs:dynamic/aml:FineTuneJob::job",
  type: "pulumi-nodejs:dynamic/aml:FineTuneJob",
  inputs: {},
};

/** A CLI over a state in memory; its refresh reads Azure's defaults into outputs and inputs, as azure-native's does. */
function fakePulumi(
  pending: readonly PendingOperation[],
  failing?: string,
  planned: readonly PlannedStep[] = [],
) {
  const calls: string[] = [];
  let stack: ExportedStack = {
    version: 3,
    deployment: { resources: [], pending_operations: pending },
  };
  // A component is not read: it has no provider.
  const read = (one: StateResource): StateResource =>
    isNative(one)
      ? { ...one, inputs: { ...one.inputs, fromAzure: true }, outputs: { name: "kv" } }
      : one;
  const answers: Record<string, (input: string) => string> = {
    whoami: () => JSON.stringify({ url: "azblob://state" }),
    preview: () => JSON.stringify({ steps: planned }),
    "stack export": () => JSON.stringify(stack),
    "stack import": (input) => {
      stack = JSON.parse(input) as ExportedStack;
      return "";
    },
    refresh: () => {
      const resources = (stack.deployment.resources ?? []).map(read);
      stack = { ...stack, deployment: { ...stack.deployment, resources } };
      return "";
    },
  };
  const pulumi = (args: readonly string[], input = ""): Promise<RunResult> => {
    const line = args.join(" ");
    calls.push(line);
    if (failing !== undefined && line.startsWith(failing)) {
      return Promise.resolve({ code: 255, stdout: "", stderr: "error: no such stack\n" });
    }
    const name = Object.keys(answers).find((start) => line.startsWith(start)) ?? "";
    return Promise.resolve({ code: 0, stdout: answers[name]?.(input) ?? "", stderr: "" });
  };
  return { pulumi, calls, state: () => stack.deployment };
}

async function mend(fake: ReturnType<typeof fakePulumi>, is: Found) {
  const asked: ArmObject[] = [];
  const lines: string[] = [];
  const result = await recover({
    pulumi: fake.pulumi,
    connect: () => {
      const look = (object: ArmObject) => {
        asked.push(object);
        return Promise.resolve(is);
      };
      const tags = () => Promise.resolve(vaultTags);
      const runningJobs = () => Promise.resolve([]);
      return Promise.resolve({ subscriptionId: "sub", look, tags, runningJobs });
    },
    project: "p",
    stack: "local",
    log: (line) => lines.push(line),
  });
  return { result, asked, lines };
}

describe("recover", () => {
  const twice: PendingOperation[] = [
    { type: "creating", resource: vault },
    { type: "creating", resource: vault },
  ];

  it("leaves a sound stack alone", async () => {
    const fake = fakePulumi([]);
    const { result } = await mend(fake, "made");
    expect(result).to.deep.equal({ adopted: [], dropped: [], locks: 0 });
    expect(fake.calls).to.not.include("stack import");
  });

  it("asks once for a create that was cut off twice, and takes the object with its own inputs", async () => {
    const fake = fakePulumi(twice);
    const { result, asked, lines } = await mend(fake, "made");
    expect(asked.map(({ id }) => id)).to.deep.equal([vaultId]);
    expect(result.adopted).to.deep.equal([vault.urn]);
    expect(fake.state().pending_operations).to.be.empty;
    expect(fake.state().resources).to.deep.equal([
      { ...vault, id: vaultId, outputs: { name: "kv" }, taint: false },
    ]);
    expect(fake.calls.filter((call) => call.startsWith("refresh"))).to.deep.equal([
      `refresh --yes --skip-preview --target ${vault.urn}`,
    ]);
    expect(lines).to.deep.equal([
      "vault (azure-native:keyvault:Vault): create was cut off, the object is there; added to the state",
    ]);
  });

  it("has the next 'up' replace what Azure failed to make", async () => {
    const fake = fakePulumi(twice);
    await mend(fake, "failed");
    expect(fake.state().resources?.map(({ taint }) => taint)).to.deep.equal([true]);
  });

  it("clears a create that Azure never saw, without a refresh", async () => {
    const fake = fakePulumi(twice);
    const { result } = await mend(fake, "absent");
    expect(result.dropped).to.deep.equal([vault.urn]);
    expect(fake.state().resources).to.be.empty;
    expect(fake.calls.some((call) => call.startsWith("refresh"))).to.equal(false);
  });

  it("leaves a dynamic resource to its handler, and lets an update end before it is cleared", async () => {
    const fake = fakePulumi([
      { type: "creating", resource: job },
      { type: "updating", resource: { ...vault, urn: "urn:x::other" } },
    ]);
    const { result, asked, lines } = await mend(fake, "made");
    expect(asked.map(({ id }) => id)).to.deep.equal([vaultId]); // the update's object
    expect(result.dropped).to.deep.equal([job.urn]);
    expect(fake.state().pending_operations).to.be.empty;
    expect(lines).to.deep.equal([
      "job (pulumi-nodejs:dynamic/aml:FineTuneJob): create was cut off; cleared, the next 'up' finds what it made",
      "other (azure-native:keyvault:Vault): updating was cut off; cleared",
    ]);
  });

  it("takes what the program would create though it is there and ours", async () => {
    const inputs = { ...vault.inputs, tags: vaultTags };
    const planned = [{ op: "create", newState: { ...vault, inputs } }];
    const fake = fakePulumi([], undefined, planned);
    const { result, lines } = await mend(fake, "made");
    expect(result.adopted).to.deep.equal([vault.urn]);
    expect(fake.state().resources).to.deep.equal([
      { ...vault, inputs, id: vaultId, outputs: { name: "kv" }, taint: false },
    ]);
    expect(lines).to.deep.equal([
      "vault (azure-native:keyvault:Vault): is there already and ours; added to the state",
    ]);
  });

  it("reads what a recover that was killed had added and not read yet", async () => {
    const fake = fakePulumi([]);
    const unread = { ...vault, id: vaultId, outputs: {} };
    const done = { ...vault, urn: `${vault.urn}2`, id: `${vaultId}2`, outputs: { name: "kv2" } };
    const stack = { version: 3, deployment: { resources: [unread, done] } };
    await fake.pulumi(["stack", "import"], JSON.stringify(stack));
    await mend(fake, "made");
    expect(fake.state().resources?.[0]).to.deep.equal({ ...unread, outputs: { name: "kv" } });
    expect(fake.calls.filter((call) => call.startsWith("refresh"))).to.deep.equal([
      `refresh --yes --skip-preview --target ${vault.urn}`,
    ]);
  });

  it("gives its own inputs back whenever it was killed, and keeps nothing then", async () => {
    const whole = fakePulumi(twice);
    await mend(whole, "made");
    const steps = whole.calls.length;
    for (let killedAfter = 1; killedAfter < steps; killedAfter += 1) {
      const fake = fakePulumi(twice);
      let calls = 0;
      const dying = (args: readonly string[], input?: string) => {
        calls += 1;
        if (calls > killedAfter) return Promise.reject(new Error("killed"));
        return fake.pulumi(args, input);
      };
      await mend({ ...fake, pulumi: dying }, "made").catch(() => undefined);
      await mend(fake, "made");
      const { taint, ...rest } = fake.state().resources?.[0] ?? {};
      expect(taint, `after ${killedAfter}`).to.not.equal(true);
      expect(rest, `after ${killedAfter}`).to.deep.equal({
        ...{ ...vault, id: vaultId, outputs: { name: "kv" } },
      });
      expect(fake.state().resources, `after ${killedAfter}`).to.have.length(1);
    }
  });

  it("has the program make the purge of what it has found, and nothing else", async () => {
    const purge = {
      urn: "urn:pulumi:local::p::pulumi-nodejs:dynamic/azure-finetune:Purge::vault-purge",
      type: "pulumi-nodejs:dynamic/azure-finetune:Purge",
      inputs: { targetId: vaultId },
    };
    const fake = fakePulumi(twice, undefined, [{ op: "create", newState: purge }]);
    const { result } = await mend(fake, "made");
    expect(result.adopted).to.deep.equal([vault.urn, purge.urn]);
    expect(fake.calls.filter((call) => call.startsWith("up"))).to.deep.equal([
      `up --yes --skip-preview --target ${purge.urn}`,
    ]);
  });

  it("goes on where the program cannot make the purge, and says so", async () => {
    const purge = { urn: "urn:x::purge", type: "x:Purge", inputs: { targetId: vaultId } };
    const fake = fakePulumi(twice, "up", [{ op: "create", newState: purge }]);
    const { result, lines } = await mend(fake, "made");
    expect(result.adopted).to.deep.equal([vault.urn]);
    expect(lines.at(-1)).to.include("purge (x:Purge): cannot be added");
  });

  it("leaves a program alone that cannot be previewed", async () => {
    const { result } = await mend(fakePulumi([], "preview"), "made");
    expect(result.adopted).to.be.empty;
  });

  it("says which command failed and why", async () => {
    const error = await mend(fakePulumi(twice, "stack import"), "made").catch((e: unknown) => e);
    expect(error).to.have.property("message", "'pulumi stack import' failed: error: no such stack");
  });
});
