import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { checkFiles, type CheckOptions } from "../../../dataset/check/check-files";
import { corruptions, type Corruption } from "./corruptions";
import { row } from "./rows";

/** Texts with what JSON escapes, what UTF-8 has 1 to 4 bytes for, and what only looks like JSON. */
const text = fc
  .array(
    fc.constantFrom("a", "B", " ", "\n", '"', '":', "\\", "{", "é", "漢", "😀", "\u2028", "\0"),
  )
  .map((parts) => `${parts.join("")}.`);
const conversation = fc.record({
  system: fc.option(text, { nil: undefined }),
  turns: fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 3 }),
  prompt: fc.boolean(),
  more: fc.dictionary(fc.constantFrom("id", "source", 'a"'), fc.jsonValue()),
});
/** Good files of any shape: other white space, CRLF, with and without the last line feed. */
const goodFile = fc
  .record({
    rows: fc.array(conversation, { minLength: 1, maxLength: 6 }),
    indent: fc.boolean(),
    end: fc.constantFrom("\n", "\r\n"),
    isClosed: fc.boolean(),
  })
  .map(({ rows, indent, end, isClosed }) => {
    const lines = rows.map(({ system, turns, prompt, more }) => {
      const messages = turns.flatMap(([question, answer]) => [
        { role: "user", content: question },
        { role: "assistant", content: answer },
      ]);
      if (system !== undefined) messages.unshift({ role: "system", content: system });
      const all = { ...more, ...(prompt ? { prompt: turns[0]?.[0] } : {}), messages };
      const line = JSON.stringify(all, null, indent ? 1 : 0).replaceAll("\n", " ");
      // fast-check makes any string of a JSON value
      return line.isWellFormed() ? line : row("a");
    });
    return `${lines.join(end)}${isClosed ? end : ""}`;
  });

const goodRows = Array.from({ length: 40 }, (_, at) =>
  row(`é ${at} `.repeat(1 + (at % 7)), { prompt: `é ${at} `.repeat(1 + (at % 7)) }),
);
/** So short that lines go over the ends of ranges. */
const rangeBytes = fc.integer({ min: 40, max: 900 });

describe("data check of any file", function () {
  this.timeout(120_000);
  const file = join(mkdtempSync(join(tmpdir(), "check-")), "rows.jsonl");
  after(() => {
    rmSync(join(file, ".."), { recursive: true });
  });
  const found = async (content: string | Uint8Array, options: Partial<CheckOptions> = {}) => {
    writeFileSync(file, content);
    const { problems } = await checkFiles([file], {
      contextTokens: 4096,
      maxProblems: 1e6,
      ...options,
    });
    return problems.map(({ line, kind, field }) => ({ line, kind, field }));
  };
  const spoilt = (at: number, { spoil }: Corruption): Buffer =>
    Buffer.concat(
      goodRows.map((good, index) =>
        Buffer.concat([Buffer.from(index === at ? spoil(good) : good), Buffer.from("\n")]),
      ),
    );

  it("refuses none of 1,000 good ones", async () => {
    await fc.assert(
      fc.asyncProperty(goodFile, rangeBytes, async (content, bytes) => {
        const all = await found(content, { rangeBytes: bytes });
        expect(all.filter(({ kind }) => !kind.includes("duplicate"))).to.deep.equal([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("finds each way to spoil a row", async () => {
    for (const one of corruptions)
      expect(await found(spoilt(17, one)), `${one.kind} in ${one.field}`).to.deep.include({
        line: 18,
        kind: one.kind,
        field: one.field,
      });
  });

  it("finds 100 corruptions at the right line, wherever the ranges end, and nothing else", async () => {
    const line = fc.integer({ min: 0, max: goodRows.length - 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...corruptions),
        line,
        rangeBytes,
        async (one, at, bytes) => {
          const all = await found(spoilt(at, one), { rangeBytes: bytes });
          expect(all).to.deep.include({ line: at + 1, kind: one.kind, field: one.field });
          expect(all.every((problem) => problem.line === at + 1)).to.equal(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("finds the same with threads as without, repeated rows across ranges included", async () => {
    const spoilers = fc.array(fc.tuple(fc.nat(300), fc.constantFrom(...corruptions)), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(spoilers, fc.integer({ min: 100, max: 4000 }), async (all, bytes) => {
        const lines: (string | Uint8Array)[] = Array.from(
          { length: 301 },
          (_, at) => goodRows[(at * 7) % 40] ?? "",
        );
        for (const [at, { spoil }] of all) lines[at] = spoil(String(goodRows[at % 40]));
        const content = Buffer.concat(
          lines.flatMap((line) => [Buffer.from(line), Buffer.from("\n")]),
        );
        const alone = await found(content, { threads: 0, rangeBytes: 1e9 });
        expect(await found(content, { threads: 2, rangeBytes: bytes })).to.deep.equal(alone);
        expect(alone.length).to.be.above(200);
      }),
      { numRuns: 5 },
    );
  });
});
