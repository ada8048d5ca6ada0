import { createHash } from "node:crypto";
import { expect } from "chai";
import * as fc from "fast-check";
import type { CheckResult } from "../../../dataset/check/result";
import { renderReport } from "../../../dataset/report/page";
import { histogramOf, noValues, resultOf, statisticsOf } from "./check-result";

const made = new Date("2026-01-02T03:04:05Z");
const hash = "0123456789abcdef".repeat(4);
const both = [
  { label: "Training", modified: new Date("2025-12-31T23:59:00Z"), hash },
  { label: "Test" },
];
const render = (result: CheckResult, files = both): Promise<string> =>
  renderReport(result, { made, files });
/** What a reader sees: without tags, white space as single blanks. */
const textOf = (page: string): string =>
  page
    .replace(/<style>[^]*<\/style>/, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
const tagsOf = (page: string): string[] =>
  [...page.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag = ""]) => tag);

const troubled = resultOf(
  [
    statisticsOf("data/train.jsonl", {
      ...{ rows: 1400, badRows: 12, tooLong: 321, duplicates: { exact: 17, near: 4 } },
      tokens: histogramOf([0, 2048, 4096], [800, 267, 321]),
    }),
    statisticsOf("data/test.jsonl", { rows: 200 }),
  ],
  {
    problems: [
      {
        ...{ file: "data/test.jsonl", line: 1007, kind: "role", severity: "error" },
        ...{ field: "messages[3].role", expected: "'user'", found: "'human'" },
      },
    ],
    counts: { role: 12, duplicate: 17, leakage: 41 },
    ...{ errors: 53, warnings: 338, leakage: { exact: 41, near: 9 } },
  },
);

describe("data report", () => {
  it("has the numbers of both files", async () => {
    const text = textOf(await render(troubled));
    for (const said of [
      "Not ready to train on. 53 errors in 12 rows, 338 warnings.",
      "Made 2026-01-02 03:04 UTC for a context of 4,096 tokens.",
      "Token counts are estimates (4 characters a token)",
      `data/train.jsonl 12.3 MB 2025-12-31 23:59 UTC ${hash}`,
      "Rows Training 1,400 12.3 MB Test 200 12.3 MB",
      "Rows with errors Training 12 0.9 % Test 0 0 %",
      "Longer than the context Training 321 22.9 % Test 0 0 %",
      "Duplicates in the file Training 21 1.5 % Test 0 0 %",
      "Rows also in training Test 50 25 % of the file",
      "321 rows (22.9 %) longer than 4,096 tokens: training cuts off the end.",
      "Every row fits into the context of 4,096 tokens",
      "12 bad rows not measured.",
      "Training: again in the same file 17 1.2 % 4 0.3 %",
      "Test: also in the training file 41 20.5 % 9 4.5 %",
      "error role an unknown role, or roles in the wrong order 12",
      "The first 1 of 391 findings",
      "Test 1,007 messages[3].role &#39;user&#39; &#39;human&#39; error role",
      "user What is at the top of data/test.jsonl? assistant A round stone hut.",
    ])
      expect(text).to.include(said);
  });

  it("says the rest in the same words when all is well or only warned of", async () => {
    const files = [statisticsOf("a.jsonl")];
    const tokenizer = { kind: "tokenizer", name: "phi/tokenizer.json" } as const;
    const good = textOf(await render(resultOf(files, { tokenizer })));
    expect(good).to.include("Ready to train on. No errors, no warnings.");
    expect(good).to.include("Tokens were counted with the tokenizer phi/tokenizer.json");
    expect(good).to.include("Nothing was found.").and.not.include("estimate");
    const warned = resultOf(files, { warnings: 2, counts: { prompt: 2 } });
    expect(textOf(await render(warned))).to.include(
      "Ready to train on, with 2 warnings. No errors.",
    );
  });

  it("has pictures with the same axes, the context marked, and the same in words and as a table", async () => {
    const page = await render(troubled);
    const pictures = [...page.matchAll(/<svg class="plot"[^]*?<\/svg>/g)].map(([svg]) => svg);
    expect(pictures).to.have.lengthOf(4);
    const axes = (svg = ""): string[] =>
      [...svg.matchAll(/class="(?:tick|share)[^>]*>\s*([^<]*?)\s*</g)].map(
        ([, label = ""]) => label,
      );
    expect(axes(pictures[0])).to.deep.equal(axes(pictures[1])).and.include("4,000");
    expect(axes(pictures[2])).to.deep.equal(axes(pictures[3])).and.include("2");
    expect(pictures[0]).to.include("context 4,096").and.include('class="bar over"');
    expect(pictures[1]).to.include("context 4,096").and.not.include('class="bar over"');
    for (const svg of pictures)
      expect(svg).to.match(/role="img"[^>]*aria-label="[^"]* per row, (Training|Test): median /);
    expect(textOf(page)).to.match(/Tokens per row in numbers .* 4,096–6,143 321 23.1 % 0 0 %/);
  });

  it("shows one file, empty files and none that could be read", async () => {
    const one = await render(resultOf([statisticsOf("a.jsonl")]), [{ label: "a.jsonl" }]);
    expect(textOf(one)).to.include("a.jsonl").and.not.include("also in");
    const empty = statisticsOf("b.jsonl", {
      ...{ rows: 0, bytes: 0, samples: [], turns: noValues, tokens: noValues },
      characters: { system: noValues, user: noValues, assistant: noValues },
    });
    const pair = textOf(await render(resultOf([statisticsOf("a.jsonl"), empty])));
    expect(pair).to.include("No row could be measured.").and.include("No rows.");
    for (const page of [await render(resultOf([empty])), await render(resultOf([empty, empty]))])
      expect(page)
        .to.include("No row could be measured.")
        .and.not.match(/NaN|Infinity|undefined/);
  });

  it("is the same page for the same result", async () => {
    expect(await render(troubled)).to.equal(await render(troubled));
  });
});

describe("data report of hostile rows", () => {
  const attacks = [
    "<script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "</span></article><iframe src='https://evil.test'></iframe>",
    "</style><style>*{display:none}</style>",
    "<svg/onload=alert(1)>",
    "&lt;b&gt; &#x3c;script>",
    "javascript:alert(1)",
  ];
  const hostile = (text: string): CheckResult =>
    resultOf(
      [
        statisticsOf(`${text}.jsonl`, {
          samples: [
            JSON.stringify({ messages: [{ role: text, content: text }] }),
            JSON.stringify({ messages: [{ role: "user", content: `${text}\n${text}` }] }),
            text,
          ].map((sample, at) => ({ line: at + 1, text: sample })),
        }),
      ],
      {
        problems: [
          {
            ...{ file: text, line: 1, kind: "role", severity: "error" },
            ...{ field: text, expected: text, found: text },
          },
        ],
        ...{ counts: { role: 1 }, errors: 1, tokenizer: { kind: "tokenizer", name: text } },
      },
    );
  const special = ["<", ">", '"', "'", "&", "/", "=", " ", "a", "\n", "\0", "\u2028", "-->", "]]>"];
  const harmless = render(hostile("nothing"), [{ label: "nothing" }]);

  it("has the same tags, whatever the rows hold", async () => {
    const expected = tagsOf(await harmless);
    for (const text of attacks)
      expect(tagsOf(await render(hostile(text), [{ label: text }]))).to.deep.equal(expected);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...special)), async (letters) => {
        const text = letters.join("");
        expect(tagsOf(await render(hostile(text), [{ label: text }]))).to.deep.equal(expected);
      }),
      { numRuns: 50 },
    );
  });

  it("shows them as they are, but for what cannot be seen", async () => {
    const page = await render(hostile("<b>\u0000\ud800\u202e</b>\r\n👩‍👧 مرحبا"));
    expect(page).to.include("&lt;b&gt;\ufffd\ufffd\ufffd&lt;/b&gt;\n👩‍👧 مرحبا");
  });

  it("shows the start of what is very long", async () => {
    const content = `${"x".repeat(50_000)}<end>`;
    const messages = Array.from({ length: 50 }, () => ({ role: "user", content }));
    const text = JSON.stringify({ messages });
    const samples = [4, 5, 6].map((line) => ({ line, text }));
    const page = await render(resultOf([statisticsOf("a", { samples })]));
    expect(page.length).to.be.below(300_000);
    expect(textOf(page)).to.include("(48,505 more characters)").and.include("38 more messages");
    expect(textOf(page)).to.include("Line 4").and.include("Line 6");
  });

  it("asks for nothing and forbids all but its own style", async () => {
    const page = await render(hostile("<img src=https://evil.test/x>"));
    const markup = page.replaceAll(/>[^<]*</g, "><");
    expect(markup).to.not.match(
      /https?:|\s(src|href|style|on\w+)=|<(script|link|img|iframe|object)/,
    );
    expect(page).to.not.match(/@import|url\(/);
    const [, style = ""] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const places = [":root", ".cards {", ".plot {", ".bubble {", "@media print"].map((text) =>
      style.indexOf(text),
    );
    expect(places.every((place, at) => place > (places[at - 1] ?? -1))).to.equal(true);
    const digest = createHash("sha256").update(style).digest("base64");
    expect(page).to.include(
      `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"`,
    );
    // The policy holds for what comes after it.
    expect(page.indexOf("Content-Security-Policy")).to.be.below(page.indexOf("<style>"));
  });
});
