import { expect } from "chai";
import fc from "fast-check";
import { conversationKeys } from "../../../dataset/split/conversation-keys";
import { rowKey } from "../../../dataset/split/row-key";
import { rowsOfPercent } from "../../../dataset/split/rows-of-percent";
import {
  byOwnKeys,
  isTest,
  splitExact,
  SplitError,
  splitStable,
  testRowsOf,
} from "../../../dataset/split/split";

const keysOf = (ids: readonly string[], seed = 42): Float64Array =>
  Float64Array.from(ids, (id) => rowKey(id, seed));
const different = (rows: number): string[] => Array.from({ length: rows }, (_, at) => `row ${at}`);

/** Rows that repeat conversations so and so often. */
const groups = fc
  .array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 40 })
  .map((sizes) => sizes.flatMap((size, at) => Array.from({ length: size }, () => `id ${at}`)));
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const seed = fc.nat();

describe("split", () => {
  it("has the tutorial's counts to the row", () => {
    const { trainRows, testRows } = splitExact(keysOf(different(2078)), 0.2);
    expect({ trainRows, testRows }).to.deep.equal({ trainRows: 1662, testRows: 416 });
  });

  it("rounds as Python's datasets 5.2 does: train_test_split(test_size=0.2) of n rows", () => {
    const measured = [
      [2, 1],
      [3, 1],
      [7, 2],
      [10, 2],
      [11, 3],
      [15, 3],
      [16, 4],
      [2079, 416],
      [10_393, 2079],
    ] as const;
    for (const [rows, tests] of measured) expect(testRowsOf(rows, 0.2), `${rows}`).to.equal(tests);
    expect(testRowsOf(100, 0.07)).to.equal(7); // 7.000000000000001 in binary
  });

  it("takes a percentage of rows from the beginning, rounded down", () => {
    expect(rowsOfPercent(1, 207_865)).to.equal(2078);
    expect(rowsOfPercent(5, 207_865)).to.equal(10_393);
    expect(rowsOfPercent(5, 23_110)).to.equal(1155);
    expect(rowsOfPercent(0.57, 10_000)).to.equal(57); // 56.99999999999999 in binary
    expect(rowsOfPercent(100, 7)).to.equal(7);
  });

  it("is the same on every machine", () => {
    expect(rowKey("conversation", 42)).to.equal(2_524_624_449_652_291);
    const keys = keysOf(different(12));
    const split = splitExact(keys, 0.25);
    expect([...keys].map((key) => Number(isTest(split, key))).join("")).to.equal("011100000000");
  });

  it("is exact where no conversation occurs twice, for any share and seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), share, seed, (rows, testShare, by) => {
        const keys = keysOf(different(rows), by);
        const split = splitExact(keys, testShare);
        const wanted = Math.min(testRowsOf(rows, testShare), rows - 1);
        expect(split.testRows).to.equal(wanted);
        expect(keys.filter((key) => isTest(split, key))).to.have.length(wanted);
        expect(split.trainRows + split.testRows).to.equal(rows);
      }),
    );
  });

  it("keeps conversations together and takes the nearest number that they allow", () => {
    fc.assert(
      fc.property(groups, share, seed, (ids, testShare, by) => {
        const keys = keysOf(ids, by);
        const split = splitExact(keys, testShare);
        const tests = ids.filter((_, at) => isTest(split, keys[at] ?? -1));
        expect(tests).to.have.length(split.testRows);
        expect(split.trainRows)
          .to.equal(ids.length - split.testRows)
          .and.greaterThan(0);
        const onTestSide = new Set(tests);
        expect(ids.filter((id) => onTestSide.has(id))).to.deep.equal(tests);
        const wanted = Math.min(split.wantedTestRows, ids.length - 1);
        expect(Math.abs(split.testRows - wanted)).to.equal(nearest(ids, wanted));
      }),
    );
  });

  it("has no ID and no content on both sides, whichever way rows are joined", () => {
    const rows = fc.array(fc.record({ id: fc.nat(30), content: fc.nat(30) }), { minLength: 2 });
    fc.assert(
      fc.property(rows, share, seed, fc.boolean(), (list, testShare, by, isExact) => {
        const sides = sidesOf(list, testShare, by, isExact);
        if (sides === undefined) return;
        const { tests, testRows } = sides;
        const training = list.filter((row) => !tests.includes(row));
        expect(tests).to.have.length(testRows);
        for (const what of ["id", "content"] as const) {
          const inTests = new Set(tests.map((row) => row[what]));
          expect(training.filter((row) => inTests.has(row[what]))).to.deep.equal([]);
        }
        const turned = sidesOf(list.toReversed(), testShare, by, isExact)?.tests ?? [];
        expect(turned.toReversed()).to.deep.equal(tests);
      }),
      { numRuns: 300 },
    );
  });

  it("joins all rows that are of one conversation by way of others, under its lowest key", () => {
    const keys = conversationKeys(
      Float64Array.of(5, 3, 3, 9, 8),
      Float64Array.of(20, 20, 21, 21, 22),
    );
    expect([...keys]).to.deep.equal([3, 3, 3, 3, 8]);
  });

  it("does not depend on the order of the rows", () => {
    fc.assert(
      fc.property(groups, share, seed, (ids, testShare, by) => {
        const side = (list: readonly string[]) => {
          const split = splitExact(keysOf(list, by), testShare);
          return new Set(list.filter((id) => isTest(split, rowKey(id, by))));
        };
        expect(side(ids)).to.deep.equal(side(ids.toReversed()));
      }),
    );
  });

  it("by hash moves no old row when rows are added, and has about the share", () => {
    fc.assert(
      fc.property(seed, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (by, testShare) => {
        const keys = keysOf(different(2000), by);
        const all = splitStable(keys, testShare);
        const old = keys.subarray(0, 1500);
        const before = splitStable(old, testShare);
        expect(old.every((key) => isTest(before, key) === isTest(all, key))).to.equal(true);
        // six standard deviations: one in 500 million
        const error = Math.abs(all.testRows - 2000 * testShare);
        expect(error).to.be.lessThan(6 * Math.sqrt(2000 * testShare * (1 - testShare)));
      }),
      { numRuns: 50 },
    );
  });

  it("refuses what cannot be split", () => {
    const refused = [[], ["one"], ["the same", "the same"]];
    for (const ids of refused)
      expect(() => splitExact(keysOf(ids), 0.5)).to.throw(SplitError, "nothing to split");
    expect(() => splitStable(keysOf(different(3)), 0.000_001)).to.throw(SplitError, "none fell");
  });

  it("takes what fits where conversations are of too many sizes to try all sums", () => {
    // every size from 700 to 1600: 900 sizes of a million rows in all
    const sizes = Array.from({ length: 900 }, (_, at) => 700 + at);
    const ids = keysOf(different(900));
    const keys = Float64Array.from(
      sizes.flatMap((size, at) => Array<number>(size).fill(ids[at] ?? 0)),
    );
    const split = splitExact(keys, 0.2);
    expect(split.isNearest).to.equal(false);
    expect(split.wantedTestRows - split.testRows).to.be.within(1, 700);
    expect(splitExact(keys, 0.0001)).to.include({ isNearest: false, testRows: 700 });
  });

  it("finds the number where no conversation occurs once", () => {
    const ids = Array.from({ length: 3000 }, (_, at) =>
      Array<string>(at % 2 === 0 ? 3 : 7).fill(`${at}`),
    );
    const keys = keysOf(ids.flat());
    const { wantedTestRows, testRows } = splitExact(keys, 4 / keys.length);
    expect({ wantedTestRows, testRows }).to.deep.equal({ wantedTestRows: 4, testRows: 3 });
    expect(splitExact(keys, 13 / keys.length).testRows).to.equal(13);
  });
});

interface Named {
  readonly id: number;
  readonly content: number;
}

/** What is for tests; undefined when the rows cannot be split. */
function sidesOf(rows: readonly Named[], testShare: number, by: number, isExact: boolean) {
  const own = Float64Array.from(rows, ({ id }) => rowKey(`id ${id}`, by));
  const content = Float64Array.from(rows, (row) => rowKey(`content ${row.content}`, by));
  const keys = conversationKeys(own, content);
  try {
    const split = byOwnKeys((isExact ? splitExact : splitStable)(keys, testShare), own, keys);
    const tests = rows.filter((_, at) => isTest(split, own[at] ?? -1));
    return { tests, testRows: split.testRows };
  } catch (error) {
    if (error instanceof SplitError) return undefined;
    throw error;
  }
}

/** How near any set of whole conversations comes, by trying all sums. */
function nearest(ids: readonly string[], wanted: number): number {
  let sums = new Set([0]);
  for (const id of new Set(ids)) {
    const { length } = ids.filter((one) => one === id);
    sums = new Set([...sums, ...[...sums].map((sum) => sum + length)]);
  }
  const open = [...sums].filter((sum) => sum > 0 && sum < ids.length);
  return Math.min(...open.map((sum) => Math.abs(sum - wanted)));
}
