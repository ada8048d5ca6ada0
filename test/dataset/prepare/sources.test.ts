import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import fc from "fast-check";
import { prepare } from "../../../dataset/prepare/prepare";
import { PrepareError } from "../../../dataset/prepare/prepare-error";
import { type Amount, fileSource } from "../../../dataset/prepare/row-source";
import { linesOf, sampleRows, testFolder, writeParquet } from "./rows";

/** DuckDB writes `\u000B`, JavaScript `\u000b`. */
const sameCase = (text: string): string =>
  text.replaceAll(/\\u[\dA-F]{4}/gi, (escape) => escape.toLowerCase());

const all: Amount = { percent: 100 };

describe("rows of a source", () => {
  let folder = testFolder();
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => {
    folder.remove();
  });
  const written = async (file: string, amount = { percent: 100 }): Promise<string> => {
    const out = folder.path(`${Math.random()}.out`);
    await prepare(fileSource(file, amount), { kind: "whole", file: out });
    return readFileSync(out, "utf8");
  };
  const refusal = async (file: string): Promise<string> => {
    try {
      return `accepted: ${await written(file)}`;
    } catch (error) {
      if (error instanceof PrepareError) return error.message;
      throw error;
    }
  };
  const parquet = async (select: string): Promise<string> => {
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(
      `COPY (FROM (${select}), (SELECT []::VARCHAR[] AS messages)) TO '${folder.path("made.parquet")}' (FORMAT parquet)`,
    );
    connection.closeSync();
    return folder.path("made.parquet");
  };

  it("are exact for any text", async () => {
    const content = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
    const any = fc.array(
      fc.record({
        prompt: content,
        prompt_id: fc.option(content),
        messages: fc.array(fc.record({ content, role: content }), { minLength: 1 }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(any, async (rows) => {
        const file = writeParquet(folder.path("rows.parquet"), rows, 7);
        expect(sameCase(await written(file))).to.equal(sameCase(linesOf(rows)));
      }),
      { numRuns: 25 },
    );
  });

  it("are exact for numbers, times and what is not there", async () => {
    const file = await parquet(
      `SELECT 9007199254740993::BIGINT AS big, 18446744073709551615::UBIGINT AS bigger, 0.1::DOUBLE AS tenth, 'NaN'::DOUBLE AS none, NULL::VARCHAR AS nothing, DATE '2026-11-26' AS day, {'a': [1, NULL]} AS nested, true AS "yes ""no"""`,
    );
    expect(await written(file)).to.equal(
      `{"big":9007199254740993,"bigger":18446744073709551615,"tenth":0.1,"none":null,"nothing":null,"day":"2026-11-26","nested":{"a":[1,null]},"yes \\"no\\"":true,"messages":[]}\n`,
    );
  });

  it("are told of where they are not written as they were read", async () => {
    const numbers = await parquet(
      `SELECT CASE WHEN i > 2 THEN 'NaN'::DOUBLE ELSE i END AS n, 'Infinity'::FLOAT AS m, NULL::DOUBLE AS z FROM range(5) t(i)`,
    );
    const lines = folder.write("rows.jsonl", `{"a":1}\n\n \r\n{"a":2}\n\n{"a":3}\n\n`);
    const zipped = folder.write("rows.jsonl.gz", gzipSync(readFileSync(lines)));
    const told = async (file: string, amount: Amount) => {
      const said: string[] = [];
      const log = (line: string) => said.push(line);
      const output = { kind: "whole" as const, file: folder.path(`${Math.random()}.out`) };
      await prepare(fileSource(file, amount), output, { log });
      return said;
    };
    const nulls = "that JSON has no form for (NaN or infinity) became null";
    expect(await told(numbers, all)).to.deep.equal([`7 values ${nulls}: 2 in "n", 5 in "m"`]);
    expect(await told(numbers, { rows: 1 })).to.deep.equal([`1 value ${nulls}: 1 in "m"`]);
    expect(await told(lines, all)).to.deep.equal([`4 empty lines of '${lines}' left out`]);
    expect(await told(zipped, all)).to.deep.equal([`4 empty lines of '${zipped}' left out`]);
    expect(await told(lines, { rows: 2 })).to.deep.equal([`2 empty lines of '${lines}' left out`]);
    expect(await told(lines, { rows: 1 })).to.deep.equal([]);
  });

  it("refuse numbers that JSON has no form for", async () => {
    const file = await parquet(`SELECT [1.5, 'NaN'::DOUBLE] AS scores, 'NaN, ' AS text`);
    expect(await refusal(file)).to.equal(
      `JSON has no form for some columns of '${file}': 'scores' holds numbers that are none (NaN or infinity); leave them out of the source`,
    );
    const fine = await parquet(
      `SELECT [{'score': 1.5::DOUBLE, 'text': ':NaN,"\\:NaN,'}] AS scores`,
    );
    expect(await written(fine)).to.equal(
      `{"scores":[{"score":1.5,"text":":NaN,\\"\\\\:NaN,"}],"messages":[]}\n`,
    );
  });

  it("stay as they are written in JSON Lines, without empty lines and CRLF", async () => {
    const lines = [
      `{"prompt_id":"x", "n": 1.10, "t":"2024-01-01T00:00:00Z", "u": "\\u00e9\\/"}`,
      `{"n":123456789012345678901234567890,"n":2}`,
      `[1]`,
    ];
    const file = folder.write("rows.jsonl", lines.join("\r\n\n"));
    expect(await written(file)).to.equal(`${lines.join("\n")}\n`);
    expect(await written(folder.write("rows.ndjson.gz", gzipSync(lines.join("\n"))))).to.equal(
      `${lines.join("\n")}\n`,
    );
  });

  it("are the objects of a JSON array, a line each", async () => {
    const rows = sampleRows(5);
    const file = folder.write("rows.json", JSON.stringify(rows, undefined, 2));
    expect(await written(file)).to.equal(linesOf(rows));
  });

  it("are the columns of CSV as text, messages as JSON", async () => {
    const messages = [{ role: "user", content: 'say "hi",\nplease' }];
    const cell = `"${JSON.stringify(messages).replaceAll('"', '""')}"`;
    const file = folder.write("rows.csv", `prompt,prompt_id,messages\n"a,\nb",007,${cell}\n`);
    expect(await written(file)).to.equal(
      linesOf([{ prompt: "a,\nb", prompt_id: "007", messages }]),
    );
  });

  it("are the first of a file, by number or percentage", async () => {
    const rows = sampleRows(30);
    const file = writeParquet(folder.path("rows.parquet"), rows, 4);
    expect(await written(file, { percent: 50 })).to.equal(linesOf(rows.slice(0, 15)));
    expect(await written(file, { rows: 7 } as never)).to.equal(linesOf(rows.slice(0, 7)));
  });

  it("may have any file name", async () => {
    const rows = sampleRows(2);
    const name = "it's [a] *?{b} $(c) ünïcode.parquet";
    expect(await written(writeParquet(folder.path(name), rows))).to.equal(linesOf(rows));
  });

  it("are refused with file and line where they cannot be read", async () => {
    const row = `{"a":1}\n`;
    const cases: readonly [name: string, content: string | Uint8Array, says: RegExp][] = [
      ["cut.jsonl", `${row.repeat(3)}{"a":\n${row}`, /cut\.jsonl", at byte \d+ in line 4/],
      [
        "deep.jsonl",
        `${row.repeat(200_000)}{"a":\n${row}`,
        /deep\.jsonl", at byte \d+ in line 200001/,
      ],
      ["half.jsonl", `{"a":"\\ud800"}\n`, /in line 1: no low surrogate in string/],
      ["bytes.jsonl", Buffer.from([0x7b, 0xff, 0x7d]), /in line 1/],
      ["no.parquet", row, /^cannot read the rows of '.*no\.parquet': ./],
      ["empty.jsonl", "", /'.*empty\.jsonl' has no row; give another source/],
      ["bad.csv", `messages\n{oops\n`, /cannot read the rows of .*bad\.csv': .*JSON/],
      [
        "other.csv",
        "text,label\na,b\n",
        /other\.csv' has no column 'messages' to train on; there is 'text', 'label'; name/,
      ],
      [
        "rows.txt",
        row,
        /is of no kind that is read; give a \.parquet, \.jsonl, \.json or \.csv file/,
      ],
    ];
    for (const [name, content, says] of cases)
      expect(await refusal(folder.write(name, content)), name).to.match(says);
    expect(await refusal(folder.path("absent.jsonl"))).to.match(/is no file; give an existing/);
    expect(await refusal(folder.root)).to.match(/is no file/);
  });

  it("are refused where their text is not UTF-8", async () => {
    const file = writeParquet(folder.path("rows.parquet"), sampleRows(1));
    const bytes = readFileSync(file);
    bytes[bytes.indexOf("Osprin")] = 0xff;
    expect(await refusal(folder.write("rows.parquet", bytes))).to.match(
      /Invalid string encoding|UTF-?8/i,
    );
  });
});
