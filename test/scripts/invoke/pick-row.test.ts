import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Line, linesOf } from "../../../scripts/invoke/lines";
import { randomRow, rowAt, seeded } from "../../../scripts/invoke/pick-row";

async function* rows(count: number): AsyncGenerator<Line> {
  for (let number = 1; number <= count; number += 1) {
    yield await Promise.resolve({ number, text: `row ${number}` });
  }
}

describe("a row of a file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rows-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const all = async (text: string): Promise<Line[]> => {
    const file = join(folder, "rows.jsonl");
    writeFileSync(file, text);
    const found: Line[] = [];
    for await (const line of linesOf(file)) found.push(line);
    return found;
  };

  it("has the number of its line, blank ones and a last one without end included", async () => {
    expect(await all("a\n\n  \r\nb\nc")).to.deep.equal([
      { number: 1, text: "a" },
      { number: 4, text: "b" },
      { number: 5, text: "c" },
    ]);
  });

  it("is not broken by a line separator inside a text, nor by the end of a chunk", async () => {
    const long = `"${"ä\u2028".repeat(40_000)}"`;
    expect(await all(`${long}\n${long}\n`)).to.deep.equal([
      { number: 1, text: long },
      { number: 2, text: long },
    ]);
  });

  it("cannot come from a file that is not there", async () => {
    const read = () => randomRow(linesOf(join(folder, "none.jsonl")), Math.random);
    const error = await read().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error)
      .to.be.an("error")
      .with.property("message")
      .that.matches(/none\.jsonl': there is no such file/);
  });

  it("is chosen evenly, the first and the last as often as any other", async () => {
    const random = seeded(1);
    const counts = new Map<number, number>();
    for (let turn = 0; turn < 5000; turn += 1) {
      const row = (await randomRow(rows(5), random))?.row ?? 0;
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).to.deep.equal([1, 2, 3, 4, 5]);
    for (const count of counts.values()) expect(count).to.be.within(880, 1120);
  });

  it("is the same for the same seed and another for others", async () => {
    const pick = async (seed: number) => (await randomRow(rows(1000), seeded(seed)))?.row;
    expect(await pick(7)).to.equal(await pick(7));
    const seeds = await Promise.all([1, 2, 3, 4, 5, 6].map(pick));
    expect(new Set(seeds).size).to.be.greaterThan(4);
  });

  it("knows how many there are; of none there is none", async () => {
    expect(await randomRow(rows(12), () => 0)).to.include({ row: 12, of: 12 });
    expect(await randomRow(rows(0), () => 0)).to.equal(undefined);
  });

  it("can be asked for by its number", async () => {
    expect(await rowAt(rows(12), 3)).to.deep.equal({ number: 3, text: "row 3", row: 3 });
    expect(await rowAt(rows(12), 13)).to.equal(12);
  });
});
