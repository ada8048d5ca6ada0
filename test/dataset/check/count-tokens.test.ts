import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkFiles } from "../../../dataset/check/check-files";
import { tokenCounter } from "../../../dataset/check/count-tokens";
import { row } from "./rows";

describe("tokens of a row", () => {
  const folder = mkdtempSync(join(tmpdir(), "tokens-"));
  const file = join(folder, "tokenizer.json");
  before(() => {
    const vocab = { a: 0, b: 1, ab: 2 };
    const model = { type: "BPE", vocab, merges: ["a b"] };
    const none = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
    writeFileSync(file, JSON.stringify({ version: "1.0", added_tokens: [], ...none, model }));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("are those of the tokenizer, and four around each message", () => {
    const count = tokenCounter(file);
    expect(count([{ role: "user", content: "abab" }])).to.equal(4 + 2);
    expect(
      count([
        { role: "user", content: "ba" },
        { role: "assistant", content: "ab" },
      ]),
    ).to.equal(8 + 3);
  });

  it("are estimated without one, more for other alphabets", () => {
    const count = tokenCounter(undefined);
    expect(count([{ role: "user", content: "x".repeat(400) }])).to.equal(104);
    expect(count([{ role: "user", content: "漢".repeat(40) }])).to.equal(4 + 50);
  });

  it("are in the result under the tokenizer's name", async () => {
    const rows = join(folder, "rows.jsonl");
    writeFileSync(rows, row("ababab", {}, "ab"));
    const result = await checkFiles([rows], { contextTokens: 11, tokenizerFile: file });
    expect(result.tokenizer).to.deep.equal({ kind: "tokenizer", name: file });
    expect(result.files[0]?.tokens.max).to.equal(12);
    expect(result.problems.map(({ kind, found }) => [kind, found])).to.deep.equal([
      ["too-long", "12"],
    ]);
  });
});
