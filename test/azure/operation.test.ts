import { expect } from "chai";
import { isAzureError } from "../../azure/errors";
import { DeadlineError } from "../../azure/operation";
import { poll } from "../../azure/poll";
import { FakeAzure } from "./fake-transport";
import type { Reply } from "./fake-transport";
import { failure } from "./failure";

type Script = ConstructorParameters<typeof FakeAzure>[0];

const id = "/subscriptions/s/resourceGroups/g/providers/N.T/things/a";
const ready = { id, properties: { provisioningState: "Succeeded" } };
const operation = { "Azure-AsyncOperation": "https://arm.test/op?api-version=9" };
const state = (status: string, more = {}): Reply => ({ body: { status, ...more } });

describe("long-running operation", () => {
  const put = async (
    script: Script,
  ): Promise<{ azure: FakeAzure; states: string[]; result: unknown }> => {
    const azure = new FakeAzure(script);
    const states: string[] = [];
    const result = await azure.arm().put(id, "1", {}, { onState: (one) => states.push(one) });
    return { azure, states, result };
  };

  it("follows Azure-AsyncOperation, waits as asked, tells each state once, and reads the resource", async () => {
    const { azure, states, result } = await put({
      [`PUT ${id}`]: {
        status: 201,
        headers: operation,
        body: { properties: { provisioningState: "Creating" } },
      },
      "GET /op": [
        { ...state("InProgress"), headers: { "retry-after": "7" } },
        state("InProgress"),
        state("Succeeded"),
      ],
      [`GET ${id}`]: { body: ready },
    });
    expect(result).to.deep.equal(ready);
    expect(states).to.deep.equal(["Creating", "InProgress", "Succeeded"]);
    expect(azure.slept).to.deep.equal([1, 7, 4]);
    expect(azure.sent[1]?.query).to.deep.equal({ "api-version": "9" });
  });

  it("follows Location until it is no longer 202", async () => {
    const { azure } = await put({
      [`PUT ${id}`]: { status: 202, headers: { location: "/op2" } },
      "GET /op2": [{ status: 202 }, { body: ready }],
      [`GET ${id}`]: { body: ready },
    });
    expect(azure.calls()).to.deep.equal([`PUT ${id}`, "GET /op2", "GET /op2", `GET ${id}`]);
  });

  it("looks at the resource when there is no operation", async () => {
    const creating = { properties: { provisioningState: "Creating" } };
    const { states } = await put({
      [`PUT ${id}`]: { status: 201, body: creating },
      [`GET ${id}`]: [{ body: creating }, { body: ready }],
    });
    expect(states).to.deep.equal(["Creating", "Succeeded"]);
  });

  for (const [status, more, code] of [
    ["Failed", { error: { code: "OutOfQuota", message: "none left" } }, "OutOfQuota"],
    ["Canceled", {}, "Canceled"],
  ] as const) {
    it(`ends with the reason when it is ${status}`, async () => {
      const error = await failure(
        put({ [`PUT ${id}`]: { status: 201, headers: operation }, "GET /op": state(status, more) }),
      );
      expect(isAzureError(error, undefined, code)).to.be.true;
    });
  }

  it("stops at its deadline and says what it waited for", async () => {
    const azure = new FakeAzure({
      [`PUT ${id}`]: { status: 201, headers: operation },
      "GET /op": state("InProgress"),
    });
    const error = await failure(azure.arm().put(id, "1", {}, { deadlineSeconds: 30 }));
    expect(error).to.be.instanceOf(DeadlineError);
    expect(error.message).to.match(/waited 30 s for PUT .*things\/a; last state: InProgress/);
    expect(azure.slept.reduce((sum, one) => sum + one, 0)).to.be.at.most(30);
  });

  it("keeps ARM's token from another host", async () => {
    const azure = new FakeAzure({
      [`PUT ${id}`]: { status: 202, headers: { location: "https://elsewhere.test/op" } },
      "GET /op": { body: {} },
      [`GET ${id}`]: { body: ready },
    });
    await azure.arm().put(id, "1", {});
    expect(azure.sent[1]?.headers).not.to.have.property("authorization");
  });

  it("deletes: done when the operation is gone, or the resource; false when there was nothing", async () => {
    const gone = new FakeAzure({
      [`DELETE ${id}`]: { status: 202, headers: { location: "/op3" } },
    });
    expect(await gone.arm().delete(id, "1")).to.be.true;
    expect(gone.calls()).to.include("GET /op3");
    const silent = new FakeAzure({
      [`DELETE ${id}`]: { status: 202 },
      [`GET ${id}`]: [{ body: ready }, { status: 404 }],
    });
    expect(await silent.arm().delete(id, "1")).to.be.true;
    expect(silent.calls()).to.have.length(3);
    expect(await new FakeAzure({}).arm().delete(id, "1")).to.be.false;
  });

  it("sends a DELETE's query with the DELETE only", async () => {
    const azure = new FakeAzure({ [`DELETE ${id}`]: { status: 202 } });
    await azure.arm().delete(id, "1", { query: { forceToPurge: "true" } });
    expect(azure.sent.map(({ query }) => query.forceToPurge)).to.deep.equal(["true", undefined]);
  });
});

describe("list", () => {
  it("reads all pages", async () => {
    const azure = new FakeAzure({
      "GET /things": ({ query }) =>
        query.page
          ? { body: { value: [3] } }
          : { body: { value: [1, 2], nextLink: "https://arm.test/things?api-version=1&page=2" } },
    });
    expect(await azure.arm().list("/things", "1")).to.deep.equal([1, 2, 3]);
  });
});

describe("poll", () => {
  it("tells each change once, and gives the first value that is done", async () => {
    const values = ["a", "a", "b", "c"];
    const lines: string[] = [];
    const azure = new FakeAzure({});
    const found = await poll({
      what: "the letter c",
      read: () => Promise.resolve(values.shift() ?? ""),
      state: (value) => value,
      done: (value) => value === "c",
      log: (line) => lines.push(line),
      intervalSeconds: 5,
      deadlineSeconds: 60,
      clock: azure.http().clock,
    });
    expect(found).to.equal("c");
    expect(lines).to.deep.equal(["the letter c: a", "the letter c: b", "the letter c: c"]);
    expect(azure.slept).to.deep.equal([5, 5, 5]);
  });

  it("ends when it is aborted", async () => {
    const stop = new AbortController();
    const never = poll({
      what: "never",
      read: () => {
        stop.abort(new Error("stopped"));
        return Promise.resolve();
      },
      done: () => false,
      intervalSeconds: 3600,
      deadlineSeconds: 7200,
      signal: stop.signal,
    });
    const error = await failure(never);
    expect(error.cause).to.equal(stop.signal.reason);
  });
});
