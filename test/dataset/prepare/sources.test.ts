import { mkdirSync, readFileSync } from "node:fs";
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
    const odd = folder.write("odd.csv", `messages,a\n# [],\n[],""\n[],\n`);
    expect(await refusal(odd)).to.match(/odd\.csv': row 1 holds what is no JSON/);
    const empty = folder.write("empty.csv", `messages,a\n[],""\n[],\n`);
    expect(await written(empty)).to.equal(`{"messages":[],"a":""}\n{"messages":[],"a":null}\n`);
  });

  it("have no column of a folder's name, and may have any column's", async () => {
    mkdirSync(folder.path("split=train"));
    const file = folder.write("split=train/rows.csv", `messages,a_row,text,id\n[],1,2,3\n`);
    expect(await written(file)).to.equal(`{"messages":[],"a_row":"1","text":"2","id":"3"}\n`);
  });

  it("are by column name where several files have them, and refused where the columns differ", async () => {
    const messages = `[{'content': 'x', 'role': 'user'}] AS messages`;
    const write = async (name: string, select: string) => {
      const connection = await (await DuckDBInstance.create()).connect();
      await connection.run(`COPY (${select}) TO '${folder.path(name)}' (FORMAT parquet)`);
      connection.closeSync();
      return { path: folder.path(name) };
    };
    const one = await write("1.parquet", `SELECT 'a' AS prompt, ${messages}`);
    const turned = `[{'role': 'user', 'content': 'y'}] AS messages`;
    const two = await write("2.parquet", `SELECT ${turned}, 'b' AS prompt`);
    const three = await write("3.parquet", `SELECT 'c' AS prompt, ${messages}, 1 AS n`);
    const of = (...pieces: { path: string }[]) => ({
      name: "'many'",
      identify: () => Promise.resolve({ at: Math.random() }),
      open: () => Promise.resolve({ pieces }),
    });
    const out = { kind: "whole" as const, file: folder.path("out.jsonl") };
    await prepare(of(one, two), out);
    expect(readFileSync(out.file, "utf8")).to.equal(
      linesOf(
        ["a", "b"].map((prompt, at) => ({
          prompt,
          messages: [{ content: at === 0 ? "x" : "y", role: "user" }],
        })),
      ),
    );
    const failed: unknown = await prepare(of(one, three), out).catch((error: unknown) => error);
    expect((failed as Error).message).to.match(
      /differ in their columns: '.*1\.parquet' has nothing where '.*3\.parquet' has 'n' INTEGER; give/,
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
});
