import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html, raw } from "hono/html";
import type { CheckResult } from "../check/result";
import type { Column, ReportedFile } from "./column";
import { firstRows } from "./conversations";
import { findings } from "./findings";
import type { Html } from "./histogram";
import { tokenLengths, turnLengths } from "./lengths";
import { fileTable, keyFigures, moment, repeats, verdict } from "./overview";
import { count } from "./numbers";
import { messagesByRole } from "./roles";

/** Later ones have the last word: screens and paper. */
const styles = ["page.css", "tables.css", "plots.css", "conversations.css", "media.css"] as const;

/** What a report says about itself. */
export interface ReportOrigin {
  readonly made: Date;
  /** In the order of the result's files. */
  readonly files: readonly ReportedFile[];
}

/**
 * What a check found as one HTML page that needs nothing else: no request, no script, so that it can be mailed or kept
 * beside the model. All that comes from the rows is escaped, and a content security policy forbids what would be left.
 */
export async function renderReport(result: CheckResult, origin: ReportOrigin): Promise<string> {
  const columns = result.files.map((statistics, at): Column => ({
    label: `File ${at + 1}`,
    ...origin.files[at],
    tone: at % 2 === 0 ? "first" : "second",
    statistics,
  }));
  return String(await page(columns, result, origin.made));
}

function page(columns: readonly Column[], result: CheckResult, made: Date): Html {
  const style = styles.map((file) => readFileSync(join(__dirname, file), "utf8")).join("\n");
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  // The hash is of the text between the tags, to the byte.
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${raw(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>
          Training data: ${columns.map(({ statistics }) => name(statistics.file)).join(", ")}
        </title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        ${body(columns, result, made)}
      </body>
    </html>`;
}

function body(columns: readonly Column[], result: CheckResult, made: Date): Html {
  const { kind, name: counter } = result.tokenizer;
  const source =
    kind === "estimate"
      ? html`Token counts are <strong>estimates</strong> (${counter}); with
          <code>--tokenizer</code> they are exact.`
      : html`Tokens were counted with the tokenizer <code>${counter}</code>.`;
  return html`<header>
      <p class="eyebrow">azure-finetune</p>
      <h1>Training data</h1>
      ${verdict(result)}
      <p class="made">
        Made ${moment(made)} for a context of ${count(result.contextTokens)} tokens. ${source}
      </p>
    </header>
    <main>
      ${section("overview", "Overview", html`${keyFigures(columns, result)} ${fileTable(columns)}`)}
      ${section("findings", "Findings", findings(columns, result))}
      ${section("tokens", "Tokens per row", tokenLengths(columns, result))}
      ${section("turns", "Messages per row", turnLengths(columns))}
      ${section("roles", "Roles", messagesByRole(columns))}
      ${section("repeats", "Duplicates and leakage", repeats(columns, result))}
      ${section("rows", "First rows", firstRows(columns))}
    </main>`;
}

function section(id: string, title: string, content: Html): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`;
}

function name(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
