import { expect } from "chai";
import type { Line } from "../../../dataset/lines";
import { randomRow, rowAt, seeded } from "../../../scripts/invoke/pick-row";

async function* rows(count: number): AsyncGenerator<Line> {
  for (let number = 1; number <= count; number += 1) {
    yield await Promise.resolve({ number, bytes: Buffer.from(`row ${number}`) });
  }
}

describe("a row of a file", () => {
  it("is chosen evenly, the first and the last as often as any other", async () => {
    const random = seeded(1);
    const counts = new Map<number, number>();
    for (let turn = 0; turn < 5000; turn += 1) {
      const row = (await randomRow(rows(5), random))?.number ?? 0;
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).to.deep.equal([1, 2, 3, 4, 5]);
    for (const count of counts.values()) expect(count).to.be.within(880, 1120);
  });

  it("is the same for the same seed and another for others", async () => {
    const pick = async (seed: number) => (await randomRow(rows(1000), seeded(seed)))?.number;
    expect(await pick(7)).to.equal(await pick(7));
    const seeds = await Promise.all([1, 2, 3, 4, 5, 6].map(pick));
    expect(new Set(seeds).size).to.be.greaterThan(4);
  });

  it("knows how many there are; of none there is none", async () => {
    expect(await randomRow(rows(12), () => 0)).to.include({ number: 12, of: 12 });
    expect(await randomRow(rows(0), () => 0)).to.equal(undefined);
  });

  it("can be asked for by its number", async () => {
    expect(await rowAt(rows(12), 3)).to.deep.equal({ number: 3, bytes: Buffer.from("row 3") });
    expect(await rowAt(rows(12), 13)).to.equal(12);
  });
});
