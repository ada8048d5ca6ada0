import { readFileSync } from "node:fs";
import { constants, gzipSync } from "node:zlib";
import { expect } from "chai";
import { prepare } from "../../../dataset/prepare/prepare";
import { PrepareError } from "../../../dataset/prepare/prepare-error";
import { fileSource } from "../../../dataset/prepare/row-source";
import { sampleRows, testFolder, writeParquet } from "./rows";

/** A part that reads well, and no end. */
const cutGzip = (text: string): Buffer => gzipSync(text, { finishFlush: constants.Z_SYNC_FLUSH });

describe("rows of a source that is no good", () => {
  let folder = testFolder();
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => {
    folder.remove();
  });
  const refusal = async (file: string): Promise<string> => {
    const out = { kind: "whole" as const, file: folder.path(`${Math.random()}.out`) };
    try {
      await prepare(fileSource(file, { percent: 100 }), out);
    } catch (error) {
      if (error instanceof PrepareError) return error.message;
      throw error;
    }
    return "accepted";
  };

  it("are refused with file and line where they cannot be read", async () => {
    const row = `{"a":1}\n`;
    const cases: readonly [name: string, content: string | Uint8Array, says: RegExp][] = [
      [
        "cut.jsonl",
        `${row.repeat(3)}\n{"a":\n${row}`,
        /cut\.jsonl': line 5: row must be a JSON object; found '\{"a":', which ends too early/,
      ],
      [
        "deep.jsonl",
        `${row.repeat(200_000)}{"a":\n${row}`,
        /deep\.jsonl': line 200001: row must be/,
      ],
      ["half.jsonl", `{"a":"\\ud800"}\n`, /line 1: a must be text that UTF-8 can hold; found half/],
      ["bytes.jsonl", Buffer.from([0x7b, 0xff, 0x7d]), /line 1: row must be UTF-8 text; found/],
      ["no.parquet", row, /^cannot read the rows of '.*no\.parquet': ./],
      ["empty.jsonl", "", /'.*empty\.jsonl' has no row; give another source/],
      ["bad.csv", `messages\n[]\n{oops\n`, /cannot read the rows of .*bad\.csv': row 2 holds/],
      [
        "comma.csv",
        `messages\n"[{""a"": "", ]""},]"\n`,
        /comma\.csv': row 1 holds what is no JSON/,
      ],
      ["comma.json", `[{"a": ",]"}, {"a": 1, }]`, /comma\.json': row 2 holds what is no JSON/],
      ["none.json", `[{"a": 1e5}, {"a": true}, {"b": NaN}]`, /none\.json': row 3 holds/],
      ["latin.csv", Buffer.from("messages,a\n[],b\n[],\u00e9\n", "latin1"), /line \d: .*not utf-8/],
      ["long.csv", `messages,a\n[],${"b".repeat(2_000_001)}\n`, /a row is longer than 2,000,000/],
      ["title.csv", "Rows\nmessages,a\n[],b\n", /has no column 'messages'/],
      ["cut.csv.gz", cutGzip("messages\n[]\n"), /cut\.csv\.gz' is cut off or damaged \(unexpected/],
      ["cut.jsonl.gz", cutGzip(row), /cut\.jsonl\.gz' is cut off or damaged/],
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
