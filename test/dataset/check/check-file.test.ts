import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { checkFile, type RowProblem } from "../../../dataset/check/check-file";
import { readLines } from "../../../dataset/lines";
import { sampleFiles } from "../../../dataset/sample-files";

const good = '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}';

describe("data check", function () {
  this.timeout(20_000);
  let file: string;
  before(() => {
    file = join(mkdtempSync(join(tmpdir(), "check-")), "rows.jsonl");
  });
  after(() => {
    rmSync(join(file, ".."), { recursive: true });
  });

  const problemsOf = async (content: string | Uint8Array): Promise<RowProblem[]> => {
    writeFileSync(file, content);
    const problems = [];
    for await (const problem of checkFile(file)) problems.push(problem);
    return problems;
  };
  const told = async (content: string | Uint8Array): Promise<string[]> =>
    (await problemsOf(content)).map(
      ({ line, field, expected, found }) => `${line}: ${field} must be ${expected}; found ${found}`,
    );

  const fine: [string, string][] = [
    ["rows", `${good}\n${good}\n`],
    ["no line feed at the end", `${good}\n${good}`],
    ["CRLF", `${good}\r\n${good}\r\n`],
    ["further fields", '{"prompt":1,"messages":[{"role":"user","content":"ü\u2028","name":2}]}\n'],
    ["the sample", sampleFiles().train],
  ];
  for (const [what, content] of fine)
    it(`is content with ${what}`, async () => {
      expect(await told(content)).to.deep.equal([]);
    });

  const messages = "an array of {role, content} that is not empty";
  const bad: [string, string | Uint8Array, string[]][] = [
    ["an empty file", "", ["1: file must be at least one row; found an empty file"]],
    [
      "an empty line",
      `${good}\n\n${good}\n`,
      ["2: row must be a JSON object; found an empty line"],
    ],
    [
      "broken JSON",
      `${good}\n{"messages": [\n`,
      [`2: row must be a JSON object; found '{"messages": ['`],
    ],
    ["an array", "[1]\n", ["1: row must be a JSON object; found an array"]],
    ["no messages", "{}\n", [`1: messages must be ${messages}; found nothing`]],
    [
      "messages of another kind",
      '{"messages":"hi"}',
      [`1: messages must be ${messages}; found 'hi'`],
    ],
    ["no message", '{"messages":[]}', [`1: messages must be ${messages}; found an empty array`]],
    [
      "a message that is a text",
      '{"messages":["hi"]}',
      ["1: messages[0] must be an object {role, content}; found 'hi'"],
    ],
    [
      "two wrong fields",
      '{"messages":[{"role":"","content":7}]}',
      [
        "1: messages[0].role must be a text that is not empty; found an empty text",
        "1: messages[0].content must be a text that is not empty; found the number 7",
      ],
    ],
    [
      "a byte order mark",
      `\uFEFF${good}\n`,
      ["1: row must be UTF-8 without byte order mark; found the bytes EF BB BF"],
    ],
    [
      "other bytes",
      Buffer.from([0x22, 0xff, 0x22]),
      ["1: row must be UTF-8 text; found other bytes"],
    ],
  ];
  for (const [what, content, expected] of bad)
    it(`reports ${what}`, async () => {
      expect(await told(content)).to.deep.equal(expected);
    });

  it("names file and line of a bad row, and no more than a few words of it", async () => {
    const long = "x".repeat(500);
    const [problem] = await problemsOf(`${`${good}\n`.repeat(16)}${long}\n`);
    expect(problem).to.include({ file, line: 17, field: "row" });
    expect(problem?.found.length).to.be.below(60);
  });

  it("reports a huge line without keeping it, and goes on behind it", async () => {
    const huge = Buffer.alloc(65 * 1024 * 1024, "x");
    expect(await told(Buffer.concat([huge, Buffer.from(`\n{}\n`)]))).to.deep.equal([
      "1: row must be at most 64 MiB long; found a longer line",
      `2: messages must be ${messages}; found nothing`,
    ]);
  });

  it("splits any text as a plain split does", async () => {
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
