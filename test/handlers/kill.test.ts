import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { handlers } from "../../handlers/kinds";
import type { Properties } from "../../handlers/state";
import { endedAfter, heldSeconds, killedIn, type Call } from "./killed-child";
import type { LocalAzure } from "../local/azure/start";
import { onLocalAzure } from "./on-local-azure";
import { makePlace } from "./place";
import { checked, created, deleted, expectSettled, updated, type Kept } from "./resource";
import { subjects, type Subject } from "./subjects";

/** Where a process is killed: while this request is on its way, after all that came before it. */
const moments = [
  { kind: "data-upload", callback: "create", method: "PUT", path: "LocalUpload" },
  { kind: "fine-tune-job", callback: "update", method: "PUT", path: "/jobs/" },
  { kind: "registered-model", callback: "create", method: "PUT", path: "/models/" },
  { kind: "online-deployment", callback: "create", method: "POST", path: "/score$" },
  { kind: "online-deployment", callback: "update", method: "DELETE", path: "/deployments/" },
  { kind: "purge", callback: "delete", method: "DELETE", path: "/computes/" },
  { kind: "preflight", callback: "check", method: "GET", path: "/usages$" },
] as const;

type Callback = (typeof moments)[number]["callback"];

/** What there is after the callback. */
const counted = {
  check: "created",
  create: "created",
  update: "updated",
  delete: "deleted",
} as const;

describe("a provider process killed with SIGKILL", function () {
  this.timeout(60_000);
  const local = onLocalAzure();
  const checks: (() => Promise<void>)[] = [];

  it("is one of every handler", () => {
    const kinds = new Set<string>(moments.map(({ kind }) => kind));
    expect([...kinds].sort()).to.deep.equal(Object.keys(handlers).sort());
  });

  for (const { kind, callback, method, path } of moments) {
    it(`leaves nothing double and no process: ${kind}, in ${callback}, at ${method} ${path}`, async () => {
      const subject = await subjectOf(kind, local());
      const inputs = await subject.fresh();
      const before = (await subject.objects()).length;
      const { call, again } = await prepared(callback, subject, inputs);
      await killedIn(local(), { method, path }, ...call);
      const { settled, end } = await again();
      const check = async () => {
        expect((await subject.objects()).length - before, `${kind} ${callback}`).to.equal(
          subject.count[counted[callback]],
        );
        await settled();
      };
      await check();
      checks.push(async () => {
        await check();
        await end();
      });
    });
  }

  it("harms nothing by the requests that it had sent and that arrive late", async () => {
    await pause(heldSeconds * 1000);
    for (const check of checks) await check();
  });
});

describe("a provider process whose work is done", function () {
  this.timeout(60_000);
  const local = onLocalAzure();

  for (const { kind, callback } of moments) {
    it(`is kept by no timer and leaves no process: ${kind}, after ${callback}`, async () => {
      const subject = await subjectOf(kind, local());
      const { call, again } = await prepared(callback, subject, await subject.fresh());
      await endedAfter(local(), 10, ...call);
      const { settled, end } = await again();
      await settled();
      await end();
    });
  }
});

async function subjectOf(kind: string, local: LocalAzure): Promise<Subject> {
  const make = subjects[kind];
  if (!make) throw new Error(`no subject '${kind}'`);
  return make(await makePlace(local));
}

interface Prepared {
  readonly call: Call;
  /** The same once more, in this process. */
  readonly again: () => Promise<{ settled: () => Promise<void>; end: () => Promise<void> }>;
}

async function prepared(
  callback: Callback,
  subject: Subject,
  inputs: Properties,
): Promise<Prepared> {
  const settling = (work: () => Promise<Kept>, wanted: Properties) => async () => {
    const kept = await work();
    return { settled: () => expectSettled(kept, wanted), end: () => deleted(kept) };
  };
  const creating = settling(() => created(inputs), inputs);
  if (callback === "check") return { call: ["check", {}, inputs], again: creating };
  if (callback === "create") return { call: ["create", await checked(inputs)], again: creating };
  const kept = await created(inputs);
  const { id, state } = kept;
  if (callback === "delete") {
    const end = () => deleted(kept);
    return { call: ["delete", id, state], again: async () => (await end(), { settled: end, end }) };
  }
  const news = await subject.changed(inputs);
  return {
    call: ["update", id, state, await checked(news, state)],
    again: settling(() => updated(kept, news), news),
  };
}
