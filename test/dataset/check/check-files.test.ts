import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { checkFiles, type CheckOptions } from "../../../dataset/check/check-files";
import type { CheckResult } from "../../../dataset/check/result";
import { sampleFiles } from "../../../dataset/sample-files";
import { row } from "./rows";

const good = row("a");

describe("data check", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "check-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const check = (files: readonly string[], options: Partial<CheckOptions> = {}) =>
    checkFiles(files, { contextTokens: 4096, ...options });
  const lines = ({ problems }: CheckResult): string[] =>
    problems.map(
      ({ line, kind, field, expected, found }) =>
        `${line} ${kind}: ${field} must be ${expected}; found ${found}`,
    );
  const told = async (content: string | Uint8Array): Promise<string[]> =>
    lines(await check([write("rows.jsonl", content)]));
  const failure = (work: Promise<unknown>): Promise<Error> =>
    work.then(
      () => expect.fail("it did not fail"),
      (error: unknown) => error as Error,
    );

  const fine: [string, string][] = [
    ["rows", `${row("a")}\n${row("b")}\n`],
    ["no line feed at the end", `${row("a")}\n${row("b")}`],
    ["CRLF", `${row("a")}\r\n${row("b")}\r\n`],
    ["further fields", `${row("ü\u2028", { source: { deep: [null, 1] }, "a\\": '":' })}\n`],
    ["escaped quotes and pairs", row('say "x":1', { emoji: "😀" }).replace("😀", "\\ud83d\\ude00")],
    ["the sample", sampleFiles().train],
  ];
  for (const [what, content] of fine)
    it(`is content with ${what}`, async () => {
      expect(await told(content)).to.deep.equal([]);
    });

  const bad: [string, string | Uint8Array, string[]][] = [
    [
      "an empty file",
      "",
      ["1 file: file must be JSON Lines with at least one row; found an empty file"],
    ],
    ["an empty line", `${good}\n\r\n`, ["2 json: row must be a JSON object; found an empty line"]],
    [
      "a line that ends too early",
      `${good}\n{"messages": [\n`,
      [`2 json: row must be a JSON object; found '{"messages": [', which ends too early`],
    ],
    ["an array", "[1]\n", ["1 json: row must be a JSON object; found an array"]],
    ["NUL bytes", `${good}\n\0\0\0\n`, ["2 json: row must be a JSON object; found NUL bytes"]],
    [
      "NaN, where it stands",
      good.replace("{", '{"score_of_it_12345":NaN,'),
      [`1 json: row must be a JSON object; found … 'it_12345":NaN,"messa'`],
    ],
    [
      "a byte order mark",
      `\uFEFF${good}\n`,
      ["1 encoding: row must be UTF-8 without byte order mark; found the bytes EF BB BF"],
    ],
    [
      "other bytes",
      Buffer.from([0x22, 0xff, 0x22]),
      ["1 encoding: row must be UTF-8 text; found other bytes"],
    ],
    [
      "a name that is there twice",
      good.replace("{", '{ "messages" : [],'),
      ["1 json: row must be an object that has each name once; found the name 'messages' twice"],
    ],
    [
      "gzip",
      gzipSync(good),
      [
        "1 file: file must be JSON Lines as plain text; found gzip (bytes 1F 8B): unpack it with 'gunzip'",
      ],
    ],
    [
      "UTF-16",
      Buffer.from(`\uFEFF${good}`, "utf16le"),
      [
        "1 file: file must be UTF-8 text; found UTF-16: convert it with 'iconv --from-code UTF-16 --to-code UTF-8'",
      ],
    ],
    [
      "half of a surrogate pair",
      row("x").replace('"x"', '"\\ud83d"'),
      [
        "1 encoding: messages[0].content must be text that UTF-8 can hold; found half of a surrogate pair (\\ud800 to \\udfff)",
      ],
    ],
  ];
  for (const [what, content, expected] of bad)
    it(`reports ${what}`, async () => {
      expect(await told(content)).to.deep.equal(expected);
    });

  it("says what is no file of rows", async () => {
    mkdirSync(join(folder, "folder"));
    const files = [join(folder, "none"), join(folder, "folder"), write("rows.jsonl.gz", good)];
    expect(lines(await check(files)).map((line) => line.replace(/.*must/, "must"))).to.deep.equal([
      "must be an existing file; found nothing",
      "must be a file; found a folder",
      "must be named for what is in it; found plain text under a name that ends with '.gz'",
    ]);
  });

  it("finds repeated rows, with the line of the first one", async () => {
    const content = [row("a"), row("b"), row("a"), row(" A\u00a0"), row("A"), row(" A\u00a0")];
    const result = await check([write("rows.jsonl", content.join("\n"))]);
    expect(lines(result)).to.deep.equal([
      "3 duplicate: row must be another conversation than in line 1; found the same",
      "4 near-duplicate: row must be another conversation than in line 1; found the same but for case and white space",
      "5 near-duplicate: row must be another conversation than in line 1; found the same but for case and white space",
      "6 duplicate: row must be another conversation than in line 4; found the same",
    ]);
    expect(result.files[0]?.duplicates).to.deep.equal({ exact: 2, near: 2 });
    expect(result).to.include({ errors: 0, warnings: 4 });
  });

  it("takes the same words of other messages as another conversation", async () => {
    const swapped = row("b").replace('"Yes."', '"b"').replace('"content":"b"', '"content":"Yes."');
    expect(await told(`${row("b")}\n${swapped}\n${row("bY", {}, "es.")}`)).to.deep.equal([]);
  });

  it("finds test rows that are in the training file: refuses the same, warns of the similar", async () => {
    const train = write("train.jsonl", [row("a"), row("b"), row("c")].join("\n"));
    const test = write("test.jsonl", [row("d"), row("c"), row("B")].join("\n"));
    const result = await check([train, test]);
    expect(
      result.problems.map(({ file, line, kind, severity }) => [file, line, kind, severity]),
    ).to.deep.equal([
      [test, 2, "leakage", "error"],
      [test, 3, "near-leakage", "warning"],
    ]);
    expect(result.leakage).to.deep.equal({ exact: 1, near: 1 });
    expect(result.files.map(({ badRows }) => badRows)).to.deep.equal([0, 1]);
    expect((await checkFiles({ train, test }, { contextTokens: 4096 })).leakage.exact).to.equal(1);
    expect((await checkFiles({ test }, { contextTokens: 4096 })).problems).to.deep.equal([]);
  });

  it("warns of rows that are longer than the context, by an estimate that says so", async () => {
    const result = await check([write("rows.jsonl", row("word ".repeat(100)))], {
      contextTokens: 50,
    });
    expect(lines(result)).to.deep.equal([
      "1 too-long: row must be at most 50 tokens long; found about 134 (an estimate)",
    ]);
    expect(result.files[0]).to.deep.include({ tooLong: 1 });
    expect(result.tokenizer.kind).to.equal("estimate");
  });

  it("measures: rows, turns, characters, tokens", async () => {
    const content = [row("abcd"), row("x".repeat(99)), "{}", row("é")].join("\n");
    const [file] = (await check([write("rows.jsonl", content)])).files;
    expect(file).to.deep.include({ rows: 4, badRows: 1, bytes: Buffer.byteLength(content) });
    const [first, , last] = file?.samples ?? [];
    expect([first, last]).to.deep.equal(
      [row("abcd"), row("é")].map((text, at) => ({ line: 1 + 3 * at, text })),
    );
    expect(file?.turns).to.include({ min: 2, max: 2, mean: 2, median: 2, p95: 2 });
    expect(file?.characters.user).to.include({ min: 1, max: 99, median: 4, p95: 99 });
    expect(file?.characters.user.counts.slice(0, 3)).to.deep.equal([2, 1, 0]);
    expect(file?.characters.system).to.include({ min: 0, max: 0, mean: 0 });
    expect(file?.tokens.counts.reduce((sum, count) => sum + count, 0)).to.equal(3);
  });

  it("keeps the first twenty problems, errors before warnings, and counts all", async () => {
    const content = [
      ...Array.from({ length: 30 }, () => good),
      ...Array.from({ length: 22 }, () => "{}"),
    ];
    const result = await check([write("rows.jsonl", content.join("\n"))]);
    expect(result.problems).to.have.length(20);
    expect(result.problems.every(({ severity }) => severity === "error")).to.equal(true);
    expect(result.counts).to.deep.equal({ duplicate: 29, messages: 22 });
    const all = await check([join(folder, "rows.jsonl")], {
      maxProblems: Number.POSITIVE_INFINITY,
    });
    expect(all.problems.map(({ line }) => line)).to.deep.equal(
      Array.from({ length: 51 }, (_, at) => at + 2),
    );
  });

  it("reports a huge line without keeping it, and goes on behind it", async () => {
    const file = write("huge.jsonl", Buffer.alloc(65 * 1024 * 1024, "x"));
    appendFileSync(file, `\n{}\n`);
    expect(lines(await check([file]))).to.deep.equal([
      "1 json: row must be at most 64 MiB long; found a longer line",
      "2 messages: messages must be an array of {role, content} that is not empty; found nothing",
    ]);
  });

  it("does not overflow on a row that is nested deeply", async () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    expect(await told(row("a").replace("{", `{"deep":${deep},"x":"\\u0041",`))).to.deep.equal([]);
  });

  it("ends clearly when the file changes meanwhile", async () => {
    const file = write("changing.jsonl", [row("a"), row("b")].join("\n"));
    const onProgress = () => {
      appendFileSync(file, `\n${row("c")}`);
    };
    const { message } = await failure(check([file], { onProgress }));
    expect(message).to.equal(
      `'${file}' changed while it was checked; check again when nothing writes to it`,
    );
  });

  for (const threads of [0, 2])
    it(`ends when it is told to, with ${threads} threads`, async () => {
      const file = write(
        "long.jsonl",
        Array.from({ length: 500 }, (_, at) => row(`${at}`)).join("\n"),
      );
      const abort = new AbortController();
      const reason = new Error("enough");
      const onProgress = () => {
        abort.abort(reason);
      };
      const options = { threads, rangeBytes: 256, signal: abort.signal, onProgress };
      expect(await failure(check([file], options))).to.equal(reason);
    });

  it("says which tokenizer it cannot use, from a thread, too", async () => {
    const [file, tokenizerFile] = [write("rows.jsonl", good), write("tokenizer.json", "{}")];
    for (const threads of [0, 1]) {
      const { message } = await failure(check([file], { tokenizerFile, threads }));
      expect(message).to.match(/^'.*tokenizer\.json' cannot be used as a tokenizer \(/);
    }
  });
});
