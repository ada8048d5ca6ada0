import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import type { Properties } from "../../handlers/state";
import { heldSeconds, killedIn } from "./killed-child";
import { onLocalAzure } from "./on-local-azure";
import { makePlace } from "./place";
import { checked, created, deleted, expectSettled, updated } from "./resource";
import { subjects, type Subject } from "./subjects";

/** Where a process is killed: while this request is on its way, after all that came before it. */
const moments = [
  { kind: "data-upload", callback: "create", method: "PUT", path: "LocalUpload" },
  { kind: "fine-tune-job", callback: "update", method: "PUT", path: "/jobs/" },
  { kind: "registered-model", callback: "create", method: "PUT", path: "/models/" },
  { kind: "online-deployment", callback: "create", method: "POST", path: "/score$" },
  { kind: "online-deployment", callback: "update", method: "DELETE", path: "/deployments/" },
] as const;

describe("a provider process killed with SIGKILL", function () {
  this.timeout(60_000);
  const local = onLocalAzure();
  const checks: (() => Promise<void>)[] = [];

  for (const { kind, callback, method, path } of moments) {
    it(`leaves nothing double: ${kind}, in ${callback}, at ${method} ${path}`, async () => {
      const make = subjects[kind];
      if (!make) throw new Error(`no subject '${kind}'`);
      const subject: Subject = await make(await makePlace(local()));
      const inputs = await subject.fresh();
      const before = (await subject.objects()).length;
      const { kept, news } = await killed(subject, inputs);
      const check = async () => {
        expect((await subject.objects()).length - before, `${kind} ${callback}`).to.equal(
          subject.count[callback === "create" ? "created" : "updated"],
        );
        await expectSettled(kept, news);
      };
      await check();
      checks.push(async () => {
        await check();
        await deleted(kept);
      });
    });

    const killed = async (subject: Subject, inputs: Properties) => {
      const request = { method, path };
      if (callback === "create") {
        await killedIn(local(), request, "create", await checked(inputs));
        return { kept: await created(inputs), news: inputs };
      }
      const { id, state } = await created(inputs);
      const news = await subject.changed(inputs);
      await killedIn(local(), request, "update", id, state, await checked(news, state));
      return { kept: await updated({ id, state }, news), news };
    };
  }

  it("harms nothing by the requests that it had sent and that arrive late", async () => {
    await pause(heldSeconds * 1000);
    for (const check of checks) await check();
  });
});
