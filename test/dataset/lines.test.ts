import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { readLines } from "../../dataset/lines";

describe("lines of a file", function () {
  this.timeout(20_000);
  const file = join(mkdtempSync(join(tmpdir(), "lines-")), "rows.jsonl");
  after(() => {
    rmSync(join(file, ".."), { recursive: true });
  });

  it("are those of a plain split", async () => {
    const text = fc
      .array(fc.string({ unit: fc.constantFrom("a", "\r", "ü", "\n") }))
      .map((all) => all.join("\n"));
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        writeFileSync(file, content);
        const lines = [];
        for await (const { bytes } of readLines(file, 1000)) lines.push(bytes?.toString());
        const expected = content.split("\n");
        if (expected.at(-1) === "") expected.pop();
        expect(lines).to.deep.equal(expected);
      }),
      { numRuns: 50 },
    );
  });
});
