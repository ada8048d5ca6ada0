import { expect } from "chai";
import {
  type ExportedStack,
  pendingCreates,
  type PendingOperation,
  settle,
  type StateResource,
} from "../../engine/deployment";

const resource = (name: string, more: Partial<StateResource> = {}): StateResource => ({
  urn: `urn:${name}`,
  type: "azure-native:keyvault:Vault",
  ...more,
});
const stackOf = (
  resources: readonly StateResource[],
  pending: readonly PendingOperation[] = [],
): ExportedStack => ({ version: 3, deployment: { resources, pending_operations: pending } });
const resourcesOf = (stack: ExportedStack) => stack.deployment.resources ?? [];

describe("pendingCreates", () => {
  it("counts a URN once, with its last inputs, and leaves updates and deletes out", () => {
    const creates = pendingCreates(
      stackOf(
        [],
        [
          { type: "creating", resource: resource("a", { inputs: { v: 1 } }) },
          { type: "updating", resource: resource("b") },
          { type: "creating", resource: resource("a", { inputs: { v: 2 } }) },
          { type: "deleting", resource: resource("c") },
        ],
      ),
    );
    expect(creates).to.deep.equal([resource("a", { inputs: { v: 2 } })]);
  });
});

describe("settle", () => {
  it("clears every operation and keeps what else the stack says", () => {
    const stack = stackOf([resource("a")], [{ type: "updating", resource: resource("a") }]);
    const settled = settle({ ...stack, version: 4 }, []);
    expect(settled.version).to.equal(4);
    expect(settled.deployment.pending_operations).to.be.empty;
    expect(resourcesOf(settled)).to.deep.equal([resource("a")]);
  });

  it("puts an adopted resource behind everything that it needs", () => {
    const entry = resource("new", {
      id: "/new",
      parent: "urn:parent",
      provider: "urn:provider::some-id",
      dependencies: ["urn:dependency"],
    });
    const before = ["provider", "dependency", "parent", "other"].map((name) => resource(name));
    const urns = resourcesOf(settle(stackOf(before), [entry])).map(({ urn }) => urn);
    const [last, own] = ["urn:parent", "urn:new"].map((urn) => urns.indexOf(urn));
    expect(urns).to.have.members([...before.map(({ urn }) => urn), "urn:new"]);
    expect(own).to.be.greaterThan(last ?? Infinity);
  });

  it("lets a resource that was deleted for its successor make way", () => {
    const old = resource("a", { id: "/a", pendingReplacement: true });
    const settled = settle(stackOf([old]), [resource("a", { id: "/a", outputs: {} })]);
    expect(resourcesOf(settled)).to.deep.equal([resource("a", { id: "/a", outputs: {} })]);
  });

  it("marks the predecessor of a replacement for deletion", () => {
    const old = resource("a", { id: "/old" });
    const settled = settle(stackOf([old]), [resource("a", { id: "/new" })]);
    expect(resourcesOf(settled)).to.have.deep.members([
      { ...old, delete: true },
      resource("a", { id: "/new" }),
    ]);
  });

  it("keeps an object that the state knows already as it is", () => {
    const known = resource("a", { id: "/a", outputs: { name: "a" } });
    const settled = settle(stackOf([known]), [resource("a", { id: "/a", outputs: {} })]);
    expect(resourcesOf(settled)).to.deep.equal([known]);
  });
});
