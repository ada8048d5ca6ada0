import { expect } from "chai";
import { PartialFailure } from "../../handlers/failure";
import { reconciler, type Reconciliation } from "../../handlers/reconciler";
import { unknownValue } from "../../handlers/unknown";

interface Inputs {
  readonly parent: string;
  readonly size?: number | null;
  readonly path?: string;
  readonly hash?: string;
}

interface Outputs {
  readonly uri: string;
}

const common = {
  __provider: "text",
  kind: "fake",
  owner: { project: "p", stack: "s", resource: "thing" },
  waits: { pollSeconds: 1, operationMinutes: 1, trainingMinutes: 1 },
};
const inputs = { ...common, parent: "a", size: 1, path: "x" };

function make(spec: Partial<Reconciliation<Inputs, Outputs>> = {}) {
  return reconciler<Inputs, Outputs>({
    identity: ["parent"],
    ignored: ["path"],
    apply: async ({ parent, size }) =>
      Promise.resolve({ id: parent, uri: `${parent}/${size ?? 0}` }),
    observe: async ({ uri }) => Promise.resolve({ uri }),
    remove: async () => Promise.resolve(),
    ...spec,
  });
}

async function stateOf(handler = make()) {
  return (await handler.create(inputs)).outs;
}

async function failure(run: Promise<unknown>): Promise<Error> {
  try {
    await run;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it did not fail");
}

describe("reconciler", () => {
  it("adds what follows from the inputs, and hides what preview does not know", async () => {
    const seen: object[] = [];
    const handler = make({
      derive: async (known) => {
        seen.push(known);
        return Promise.resolve({ hash: "h" });
      },
    });
    const { inputs: checked, failures } = await handler.check(
      {},
      { ...inputs, parent: unknownValue, size: undefined },
    );
    expect(seen).to.deep.equal(
      [{ ...common, path: "x" }].map((one) => ({ ...one, size: undefined })),
    );
    expect(checked).to.deep.equal({ ...common, parent: unknownValue, path: "x", hash: "h" });
    expect(failures).to.deep.equal([]);
  });

  it("reports every problem with its input", async () => {
    const handler = make({
      problems: async () => Promise.resolve({ path: "is missing", size: "is odd" }),
    });
    expect((await handler.check({}, inputs)).failures).to.deep.equal([
      { property: "path", reason: "is missing" },
      { property: "size", reason: "is odd" },
    ]);
  });

  it("finds no change in the same inputs, another path, other waits or another loader", async () => {
    const olds = await stateOf();
    const news = {
      ...inputs,
      path: "y",
      waits: { ...common.waits, pollSeconds: 9 },
      __provider: "other",
    };
    expect(await make().diff("a", olds, news)).to.deep.include({ changes: false, replaces: [] });
  });

  it("updates for a changed, added, removed or unknown input, and for another owner", async () => {
    const olds = await stateOf();
    const { size, ...without } = inputs;
    const changed = [
      { ...inputs, size: 2 },
      { ...inputs, hash: "h" },
      without,
      { ...inputs, size: unknownValue },
      { ...inputs, owner: { ...common.owner, stack: "t" } },
    ];
    for (const news of changed) {
      expect(await make().diff("a", olds, news), JSON.stringify(news)).to.deep.include({
        changes: true,
        replaces: [],
      });
    }
  });

  it("takes null and absent as the same", async () => {
    const { size, ...without } = inputs;
    const olds = (await make().create({ ...inputs, size: null })).outs;
    expect(await make().diff("a", olds, without)).to.deep.include({ changes: false });
  });

  it("replaces, delete first, when the identity changes or is not known, without asking Azure", async () => {
    const handler = make({
      drift: async () => Promise.reject(new Error("asked")),
    });
    const olds = await stateOf(handler);
    for (const parent of ["b", unknownValue]) {
      expect(await handler.diff("a", olds, { ...inputs, parent })).to.deep.equal({
        changes: true,
        replaces: ["parent"],
        deleteBeforeReplace: true,
      });
    }
  });

  it("makes an update of what Azure shows", async () => {
    const handler = make({ drift: async () => Promise.resolve(["it is gone"]) });
    expect(await handler.diff("a", await stateOf(), inputs)).to.deep.include({
      changes: true,
      replaces: [],
    });
  });

  it("keeps inputs and results in the state, without undefined", async () => {
    const handler = make({
      apply: async () => Promise.resolve({ id: "i", uri: "u", extra: undefined }),
    });
    const { id, outs } = await handler.create(inputs);
    expect(id).to.equal("i");
    expect(outs).to.deep.equal({ ...inputs, uri: "u", inputNames: Object.keys(inputs) });
  });

  it("is gone when nothing is observed", async () => {
    const handler = make({ observe: async () => Promise.resolve(undefined) });
    expect(await handler.read("a", await stateOf())).to.deep.equal({ id: "", props: {} });
  });

  it("gives Pulumi what it needs to keep a half-made resource, the loader included", async () => {
    const handler = make({
      apply: async () => Promise.reject(new PartialFailure("stuck", "i", { uri: "u" })),
    });
    const error = await failure(handler.create(inputs));
    if (!(error instanceof PartialFailure)) throw error;
    expect(error).to.deep.include({ id: "i", reasons: ["stuck"] });
    expect(error.properties).to.deep.include({
      __provider: "text",
      parent: "a",
      uri: "u",
    });
  });

  it("prints no stack", async () => {
    const handler = make({
      remove: async () => Promise.reject(new Error("in use")),
    });
    const error = await failure(handler.delete("a", await stateOf()));
    expect(error.message).to.equal("in use");
    expect(`${String(error)}: ${error.stack ?? ""}`).to.equal("thing failed: ");
  });
});
