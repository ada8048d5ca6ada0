import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { handler } from "../../handlers/index";
import { handlers } from "../../handlers/kinds";
import type { Properties } from "../../handlers/state";
import { unknownValue } from "../../handlers/unknown";
import { onLocalAzure } from "./on-local-azure";
import { makePlace } from "./place";
import {
  checked,
  created,
  deleted,
  difference,
  expectSettled,
  failing,
  listening,
  refreshed,
  updated,
} from "./resource";
import { killedAfter, misfortunes, refusingAll, strikingEach } from "./striking";
import { subjects, type Subject } from "./subjects";

describe("every handler", function () {
  this.timeout(60_000);

  it("has a subject in this suite", () => {
    expect(Object.keys(subjects).sort()).to.deep.equal(Object.keys(handlers).sort());
  });

  for (const [kind, make] of Object.entries(subjects)) {
    describe(kind, () => {
      const local = onLocalAzure();
      let subject: Subject;
      before(async () => {
        subject = await make(await makePlace(local()));
      });

      /** Kills after 0, 1, 2, … changes, until the work comes to its end before. */
      const untilItEnds = async (run: (changes: number) => Promise<boolean>): Promise<void> => {
        let changes = 0;
        while (!(await run(changes))) changes += 1;
        if (kind === "online-deployment") expect(changes).to.be.above(3);
      };
      const bodies = async (work: () => Promise<unknown>): Promise<string> => {
        const { body } = await local().admin("GET", "/admin/requests");
        await work();
        const later = await local().admin("GET", `/admin/requests?since=${String(body.next)}`);
        return later.text;
      };
      /** What the engine does with a resource from its beginning to its end. */
      const life = async (inputs: Properties): Promise<void> => {
        const kept = await created(inputs);
        await expectSettled(kept, inputs);
        await expectSettled((await refreshed(kept)) ?? kept, inputs);
        const news = await subject.changed(inputs);
        const after = await updated(kept, news);
        await expectSettled(after, news);
        await deleted(after);
        await deleted(after);
      };

      it("takes empty olds, and olds that are its own", async () => {
        const inputs = await subject.fresh();
        const first = await checked(inputs);
        expect(await checked(inputs, first)).to.deep.equal(first);
        const { __provider, ...rest } = inputs;
        expect(__provider).to.be.a("string");
        expect(await checked(rest)).not.to.have.property("__provider");
        await created(inputs).then(deleted);
      });

      it("creates, settles, updates and deletes what it should, and no more", async () => {
        const { count } = subject;
        const inputs = await subject.fresh();
        const before = (await subject.objects()).length;
        const now = async () => (await subject.objects()).length - before;
        const kept = await created(inputs);
        expect(await now(), "created").to.equal(count.created);
        const after = await updated(kept, await subject.changed(inputs));
        expect(await now(), "updated").to.equal(count.updated);
        await deleted(after);
        expect(await now(), "deleted").to.equal(count.deleted);
      });

      it("never sends what preview does not know, and shows it as a change", async () => {
        const inputs = await subject.fresh();
        const kept = await created(inputs);
        const cases = [...subject.unknown.map((key) => [key]), subject.unknown];
        const sent = await bodies(async () => {
          for (const keys of cases) {
            const unknown = Object.fromEntries(keys.map((key) => [key, unknownValue]));
            const news = { ...inputs, ...unknown };
            expect(await checked(news)).to.include(unknown);
            const { changes, replaces } = await difference(kept, news);
            const isChange = kind !== "preflight" && kind !== "fine-tune-job";
            if (isChange) expect(changes, keys.join()).to.equal(true);
            const expected = subject.identity.filter((key) => keys.includes(key));
            expect(replaces, keys.join()).to.deep.equal(expected);
          }
        });
        expect(sent).not.to.contain(unknownValue);
        await deleted(kept);
      });

      it("bears undefined anywhere, and puts none into the state", async () => {
        const inputs = await subject.fresh();
        const kept = await created({ ...inputs, unset: undefined, nested: { unset: undefined } });
        await expectSettled(kept, { ...inputs, nested: {}, other: undefined });
        await deleted(kept);
      });

      it("replaces with another parent, and not without", async () => {
        const inputs = await subject.fresh();
        const kept = await created(inputs);
        for (const key of subject.identity) {
          const { replaces } = await difference(kept, {
            ...inputs,
            [key]: `${String(inputs[key])}x`,
          });
          expect(replaces).to.deep.equal([key]);
        }
        const { replaces } = await difference(kept, await subject.changed(inputs));
        expect(replaces).to.deep.equal([]);
        await deleted(kept);
      });

      it("reads a state of every earlier version", async () => {
        const inputs = await checked(await subject.fresh());
        const kept = await created(inputs);
        const file = join(__dirname, "states", `${kind}.json`);
        const { own, later = [], upgrade } = subject;
        const versions = JSON.parse(readFileSync(file, "utf8")) as Properties[];
        expect(versions).not.to.have.length(0);
        for (const state of versions) {
          const has = ([key]: [string, unknown]) =>
            own.includes(key) || (later.includes(key) && key in state);
          const known = Object.fromEntries(Object.entries(kept.state).filter(has));
          const old = { id: kept.id, state: { ...state, ...known } };
          const isOld = later.some((key) => !(key in state));
          if (isOld) {
            const { changes, replaces, lines } = await difference(old, inputs);
            expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: [] });
            expect(lines.join("\n")).to.match(upgrade ?? /^$/);
          }
          const today = isOld ? await updated(old, inputs) : old;
          await expectSettled(today, inputs);
          await expectSettled((await refreshed(today)) ?? today, inputs);
          expect(await refreshed(old)).not.to.equal(undefined);
          await updated(old, await subject.changed(inputs)).then(deleted);
        }
      });

      it("fails without a stack, in Azure's words, whichever callback it is", async () => {
        const inputs = await checked(await subject.fresh());
        const kept = await created(inputs);
        const { id, state } = kept;
        const calls = {
          check: () => handler.check({}, inputs),
          diff: () => handler.diff(id, state, inputs),
          create: () => handler.create(inputs),
          read: () => handler.read(id, state),
          delete: () => handler.delete(id, state),
        };
        const failed: string[] = [];
        for (const [name, call] of Object.entries(calls)) {
          const outcome = await refusingAll(local(), () => failing(call)).catch(() => undefined);
          if (!outcome) continue;
          failed.push(name);
          expect(outcome.error.message, name).to.match(/^(.*: )?Broken: Nothing works today\./);
          expect(outcome.error.stack, name).to.equal("");
        }
        expect(failed).to.deep.equal(subject.asks);
        await deleted(kept);
      });

      for (const [name, fault] of Object.entries(misfortunes)) {
        it(`comes through when each call is ${name}`, async () => {
          const inputs = await subject.fresh();
          const before = (await subject.objects()).length;
          const strikes = await strikingEach(local(), fault, () => life(inputs));
          expect(strikes).to.be.above(kind === "purge" ? 1 : 3);
          expect((await subject.objects()).length - before).to.equal(subject.count.deleted);
        });
      }

      it("makes one object, wherever a create is killed", async () => {
        await local().admin("POST", "/admin/clock", { latency: 0.1 });
        await untilItEnds(async (changes) => {
          const inputs = await subject.fresh();
          const before = (await subject.objects()).length;
          const ended = await killedAfter(local(), changes, () => listening(() => created(inputs)));
          const kept = await created(inputs);
          await expectSettled(kept, inputs);
          const made = (await subject.objects()).length - before;
          expect(made, `killed after ${changes} changes`).to.equal(subject.count.created);
          await deleted(kept);
          return ended;
        });
      });

      it("ends where it should, wherever an update is killed", async () => {
        await local().admin("POST", "/admin/clock", { latency: 0.1 });
        await untilItEnds(async (changes) => {
          const inputs = await subject.fresh();
          const news = await subject.changed(inputs);
          const before = (await subject.objects()).length;
          const kept = await created(inputs);
          const ended = await killedAfter(local(), changes, () =>
            listening(() => updated(kept, news)),
          );
          const after = await updated(kept, news);
          await expectSettled(after, news);
          const made = (await subject.objects()).length - before;
          expect(made, `killed after ${changes} changes`).to.equal(subject.count.updated);
          await deleted(after);
          return ended;
        });
      });

      it("adopts what is there, and is not harmed by the late delete of another parent's state", async () => {
        const inputs = await subject.fresh();
        const kept = await created(inputs);
        const other = Object.fromEntries(
          subject.identity.map((key) => [key, `${String(inputs[key])}-other`]),
        );
        const before = await subject.objects();
        const again = await created(inputs);
        expect(again).to.deep.equal(kept);
        if (subject.identity.length > 0)
          await listening(() => deleted({ id: kept.id, state: { ...kept.state, ...other } })).catch(
            () => undefined,
          );
        expect(await subject.objects()).to.deep.equal(before);
        await expectSettled(again, inputs);
        await deleted(again);
      });
    });
  }
});
