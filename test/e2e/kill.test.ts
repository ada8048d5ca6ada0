import { expect } from "chai";
import { destroy, make, type Moment, rollOut } from "./kill-moments";
import { killAt, type Program } from "./kills";
import { local } from "./local-command";
import { sharedStack, type TestStack } from "./stack";

type Kill = readonly [victims: readonly Program[], moment: Moment];

interface Chain {
  readonly title: string;
  readonly make: readonly Kill[];
  /** Without it there is no other training either. */
  readonly rollOut?: readonly Kill[];
  readonly destroy: readonly Kill[];
}

const cli = ["CLI"] as const;
const both = ["CLI", "handlers"] as const;
const cliAndStandIn = ["CLI", "stand-in"] as const;
const handlers = ["handlers"] as const;
const standIn = ["stand-in"] as const;

/** Each chain is one stack, killed again and again on its way from nothing to nothing. */
const chains: readonly Chain[] = [
  {
    title: "the CLI, alone or with the provider of dynamic resources",
    make: [
      [cli, make.workspace],
      [cliAndStandIn, make.clusterAndEndpoint],
      [cli, make.submit],
      [both, make.job],
      [cli, make.deployment],
    ],
    rollOut: [
      [both, rollOut.question],
      [cli, rollOut.traffic],
      [both, rollOut.moved],
      [cli, rollOut.deleting],
    ],
    destroy: [
      [both, destroy.deployment],
      [cli, destroy.endpoint],
      [both, destroy.workspace],
    ],
  },
  {
    title: "a provider",
    make: [
      [standIn, make.workspaceMade],
      [standIn, make.clusterAndEndpoint],
      [handlers, make.submit],
      [handlers, make.job],
      [handlers, make.deployment],
    ],
    rollOut: [
      [handlers, rollOut.question],
      [handlers, rollOut.traffic],
      [handlers, rollOut.moved],
      [handlers, rollOut.deleting],
    ],
    destroy: [
      [handlers, destroy.cluster],
      [handlers, destroy.workspace],
      [standIn, destroy.group],
    ],
  },
  {
    title: "the CLI alone where the first chain kills a provider, too, and the other way round",
    make: [
      [cliAndStandIn, make.workspace],
      [cli, make.clusterAndEndpoint],
      [both, make.submit],
      [cli, make.job],
      [both, make.deployment],
    ],
    rollOut: [
      [cli, rollOut.question],
      [both, rollOut.traffic],
      [cli, rollOut.moved],
      [both, rollOut.deleting],
    ],
    destroy: [
      [cli, destroy.deployment],
      [both, destroy.endpoint],
    ],
  },
];

/** What is on the server after one whole `up`, by the last part of its type. */
const whole = {
  ...{ computes: 1, components: 1, data: 2, datastores: 4, deployments: 1, jobs: 1, models: 1 },
  ...{ onlineEndpoints: 1, registries: 1, resourceGroups: 1, roleAssignments: 3 },
  ...{ storageAccounts: 1, userAssignedIdentities: 1, vaults: 1, versions: 3, workspaces: 2 },
};

for (const chain of chains) {
  describe(`kill -9 of ${chain.title}`, function () {
    this.timeout(5 * 60_000);
    const stack = sharedStack("empty");
    const kills = (command: string, list: readonly Kill[]) => {
      for (const [victims, moment] of list) {
        it(`${victims.join(" and ")} in ${command} while ${moment.title}`, async () => {
          await killAt(stack(), [command], victims, moment);
        });
      }
    };

    kills("up", chain.make);
    it("ends with one of everything", async () => {
      await finish(stack(), "up");
      expect(await onServer(stack())).to.deep.equal(whole);
    });

    const other = chain.rollOut ?? [];
    if (other.length > 0) {
      it("changes a training parameter", () => {
        stack().configure("training.parameters.learning_rate", "1e-5");
      });
      kills("up", other);
      it("ends with the new deployment alone; the finished job and model stay, to go back to", async () => {
        await finish(stack(), "up");
        expect(await onServer(stack())).to.deep.equal({ ...whole, jobs: 2, versions: 4 });
      });
    }

    kills("destroy", chain.destroy);
    it("ends with nothing, in the recycle bins neither", async () => {
      const { code, stdout, stderr } = await local(stack().files.root, "destroy");
      expect(code, stdout + stderr).to.equal(0);
      expect(await onServer(stack())).to.deep.equal({});
      expect(stack().names()).to.deep.equal([]);
    });
  });
}

/** A run to its end; afterwards the state says what is there. */
async function finish(stack: TestStack, command: string): Promise<void> {
  const { code, stdout, stderr } = await local(stack.files.root, command);
  expect(code, stdout + stderr).to.equal(0);
  expect(stack.state().pending_operations ?? []).to.deep.equal([]);
  const preview = await local(stack.files.root, "preview", "--refresh", "--expect-no-changes");
  expect(preview.code, preview.stdout).to.equal(0);
}

async function onServer(stack: TestStack): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { id, type, deleted } of await stack.resources()) {
    if (deleted !== true && !/\/resourceGroups\//i.test(id)) continue; // the caller's own role
    const kind = `${type.split("/").at(-1) ?? ""}${deleted === true ? " (deleted)" : ""}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
