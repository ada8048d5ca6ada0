import { html } from "hono/html";
import type { CheckResult } from "../check/result";
import type { Column } from "./column";
import type { Html } from "./histogram";
import { count, countOf, share, size } from "./numbers";

/** Whether the data can be trained on, in a sentence. */
export function verdict({ files, errors, warnings }: CheckResult): Html {
  const warned = warnings === 0 ? "" : countOf(warnings, "warning");
  if (errors > 0) {
    const bad = files.reduce((all, { badRows }) => all + badRows, 0);
    const where = bad === 0 ? "" : ` in ${countOf(bad, "row")}`;
    return html`<p class="verdict bad">
      <strong>Not ready to train on.</strong> ${countOf(errors, "error")}${where}${
        warned === "" ? "" : `, ${warned}`
      }.
    </p>`;
  }
  return warned === ""
    ? html`<p class="verdict good"><strong>Ready to train on.</strong> No errors, no warnings.</p>`
    : html`<p class="verdict fair">
        <strong>Ready to train on, with ${warned}.</strong> No errors.
      </p>`;
}

interface Card {
  readonly title: string;
  /** One line per file: a number and what it is of it. */
  readonly lines: readonly {
    readonly column: Column;
    readonly value: string;
    readonly detail: string;
    readonly bad: boolean;
  }[];
}

/** What people look for first. */
export function keyFigures(columns: readonly Column[], result: CheckResult): Html {
  const part = (title: string, of: (column: Column) => number): Card => ({
    title,
    lines: columns.map((column) => {
      const value = of(column);
      const detail = share(value, column.statistics.rows);
      return { column, value: count(value), detail, bad: value > 0 };
    }),
  });
  const cards: Card[] = [
    {
      title: "Rows",
      lines: columns.map((column) => {
        const { rows, bytes } = column.statistics;
        return { column, value: count(rows), detail: size(bytes), bad: rows === 0 };
      }),
    },
    part("Rows with errors", ({ statistics }) => statistics.badRows),
    part("Longer than the context", ({ statistics }) => statistics.tooLong),
    part("Duplicates in the file", ({ statistics: { duplicates } }) => both(duplicates)),
  ];
  const test = columns[1];
  if (test) {
    const value = both(result.leakage);
    const detail = `${share(value, test.statistics.rows)} of the file`;
    const lines = [{ column: test, value: count(value), detail, bad: value > 0 }];
    cards.push({ title: "Rows also in training", lines });
  }
  return html`<div class="cards">${cards.map(card)}</div>`;
}

function card({ title, lines }: Card): Html {
  return html`<div class="card">
    <h3>${title}</h3>
    <dl>
      ${lines.map(
        ({ column, value, detail, bad }) =>
          html`<div>
            <dt><span class="key ${column.tone}"></span>${column.label}</dt>
            <dd class="${bad ? "bad" : ""}"><b>${value}</b> <span>${detail}</span></dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

/** Rows that are there twice: in a file, or in both. */
export function repeats(columns: readonly Column[], { leakage }: CheckResult): Html {
  const line = (column: Column, what: string, found: CheckResult["leakage"]): Html => {
    const cell = (value: number): Html =>
      html`<td class="number">${count(value)}</td>
        <td class="number">${share(value, column.statistics.rows)}</td>`;
    return html`<tr>
      <th scope="row"><span class="key ${column.tone}"></span>${column.label}: ${what}</th>
      ${cell(found.exact)} ${cell(found.near)}
    </tr>`;
  };
  const test = columns[1];
  return html`<div class="scroll">
    <table>
      <caption>
        Rows that repeat another one
      </caption>
      <thead>
        <tr>
          <th scope="col">Rows</th>
          <th scope="col" class="number">Exact</th>
          <th scope="col" class="number">share</th>
          <th scope="col" class="number">But for case and space</th>
          <th scope="col" class="number">share</th>
        </tr>
      </thead>
      <tbody>
        ${columns.map((one) => line(one, "again in the same file", one.statistics.duplicates))}
        ${test ? line(test, "also in the training file", leakage) : ""}
      </tbody>
    </table>
  </div>`;
}

/** Which files the report is about, so that it can be told from one about others. */
export function fileTable(columns: readonly Column[]): Html {
  return html`<div class="scroll">
    <table class="files">
      <caption>
        Files
      </caption>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">Path</th>
          <th scope="col" class="number">Size</th>
          <th scope="col">Modified</th>
          <th scope="col">Content hash, as uploads are named</th>
        </tr>
      </thead>
      <tbody>
        ${columns.map(
          ({ label, tone, statistics, modified, hash }) =>
            html`<tr>
              <th scope="row"><span class="key ${tone}"></span>${label}</th>
              <td><code>${statistics.file}</code></td>
              <td class="number">${size(statistics.bytes)}</td>
              <td>${modified ? moment(modified) : "–"}</td>
              <td><code class="hash">${hash ?? "–"}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A point in time, the same for every reader. */
export function moment(date: Date): Html {
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

function both({ exact, near }: CheckResult["leakage"]): number {
  return exact + near;
}
