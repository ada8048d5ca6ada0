import { expect } from "chai";
import type { Properties } from "../../handlers/state";
import { byHand, type Deed } from "./by-hand";
import { onLocalAzure } from "./on-local-azure";
import { makePlace, type Place } from "./place";
import {
  created,
  deleted,
  difference,
  expectSettled,
  listening,
  refreshed,
  updated,
  type Kept,
} from "./resource";
import { subjects, type Subject } from "./subjects";

describe("every handler, when somebody else acts on the server", function () {
  this.timeout(60_000);

  it("has an entry that says what can be done, or why nothing can", () => {
    expect(Object.keys(byHand).sort()).to.deep.equal(Object.keys(subjects).sort());
    for (const [kind, { gone, nothing }] of Object.entries(byHand))
      expect(gone.length > 0, kind).to.equal(nothing === undefined);
  });

  for (const [kind, { gone, changed, nothing }] of Object.entries(byHand)) {
    describe(kind, () => {
      const local = onLocalAzure();
      let place: Place;
      let subject: Subject;
      before(async () => {
        const make = subjects[kind];
        if (!make) throw new Error(`no subject '${kind}'`);
        place = await makePlace(local());
        subject = await make(place);
      });

      /** A resource to which the deed was done, and what was on the server before. */
      const afterDeed = async (deed: Deed) => {
        await local().admin("POST", "/admin/clock", { latency: deed.latency ?? 0 });
        const inputs = await subject.fresh();
        const kept = await created(inputs);
        const [objects, looked] = [await subject.objects(), await deed.look(place, kept)];
        await deed.act(place, kept);
        await local().admin("POST", "/admin/clock", { latency: 0 });
        expect(await deed.look(place, kept), "the deed is done").not.to.deep.equal(looked);
        return { inputs, kept, objects, looked };
      };
      const expectTold = async (deed: Deed, kept: Kept, inputs: Properties) => {
        const { changes, replaces, lines } = await difference(kept, inputs);
        expect({ changes, replaces }).to.deep.equal({
          changes: deed.told.length > 0,
          replaces: [],
        });
        expect(lines, lines.join("\n")).to.have.length(deed.told.length);
        deed.told.forEach((line, index) => expect(lines[index]).to.match(line));
      };

      for (const deed of gone) {
        it(`shows in preview and mends with update, when ${deed.title}`, async () => {
          const { inputs, kept, objects, looked } = await afterDeed(deed);
          await expectTold(deed, kept, inputs);
          const mended = await updated(kept, inputs);
          expect(await deed.look(place, mended)).to.deep.equal(looked);
          expect(await subject.objects()).to.have.members(objects);
          await expectSettled(mended, inputs);
          await deleted(mended);
        });

        it(`is gone for refresh and made again with create, when ${deed.title}`, async () => {
          const { inputs, kept, objects, looked } = await afterDeed(deed);
          expect(await refreshed(kept)).to.equal(undefined);
          const again = await created(inputs);
          expect(again.id).to.equal(kept.id);
          expect(await deed.look(place, again)).to.deep.equal(looked);
          expect(await subject.objects()).to.have.members(objects);
          await expectSettled((await refreshed(again)) ?? again, inputs);
          await deleted(again);
        });

        it(`deletes no other thing and without a complaint, when ${deed.title}`, async () => {
          const { kept } = await afterDeed(deed);
          const left = await subject.objects();
          const { lines } = await listening(() => deleted(kept));
          expect(lines).to.deep.equal([]);
          expect(await subject.objects()).to.deep.equal(left);
        });
      }

      for (const deed of changed) {
        const shows = deed.told.length > 0 ? "shows in preview" : "leaves for the next update";
        it(`${shows} and mends with update, when ${deed.title}`, async () => {
          const { inputs, kept, looked } = await afterDeed(deed);
          await expectTold(deed, kept, inputs);
          const mended = await updated(kept, inputs);
          expect(await deed.look(place, mended)).to.deep.equal(looked);
          await expectSettled(mended, inputs);
          await deleted(mended);
        });

        it(`finds it with refresh and mends it after that, when ${deed.title}`, async () => {
          const { inputs, kept, looked } = await afterDeed(deed);
          const seen = await refreshed(kept);
          if (!seen) throw new Error("refresh does not find it");
          await expectTold(deed, seen, inputs);
          const mended = await updated(seen, inputs);
          expect(await deed.look(place, mended)).to.deep.equal(looked);
          await expectSettled((await refreshed(mended)) ?? mended, inputs);
          await deleted(mended);
        });
      }

      if (nothing) {
        it(`has nothing that could be gone or changed: ${nothing.why}`, async () => {
          const { act } = nothing;
          const inputs = await subject.fresh();
          const before = await subject.objects();
          const kept = await created(inputs);
          expect(await subject.objects()).to.deep.equal(before);
          await act?.(place, kept);
          await expectSettled(kept, inputs);
          expect(await refreshed(kept)).to.deep.equal(kept);
          const { lines } = await listening(() => deleted(kept));
          expect(lines).to.deep.equal([]);
        });
      }
    });
  }
});
