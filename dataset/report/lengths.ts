import { html } from "hono/html";
import type { CheckResult, Histogram } from "../check/result";
import { sum } from "./bins";
import type { Column } from "./column";
import { histogram, type Html } from "./histogram";
import { count, countOf, mean, share } from "./numbers";
import { binText, type Plot, plotOf } from "./plot";

interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly of: (column: Column) => Histogram;
  readonly mark?: number;
  /** A sentence under each picture. */
  readonly note?: (column: Column) => Html;
}

/** Tokens per row, against the model's context. */
export function tokenLengths(columns: readonly Column[], result: CheckResult): Html {
  const { contextTokens: context } = result;
  return measure(columns, {
    title: "Tokens per row",
    unit: "tokens",
    of: ({ statistics }) => statistics.tokens,
    mark: context,
    note: ({ statistics: { tooLong, rows } }) =>
      tooLong === 0
        ? html`<p class="note good">
            Every row fits into the context of ${count(context)} tokens: nothing is cut.
          </p>`
        : html`<p class="note bad">
            <strong>${countOf(tooLong, "row")} (${share(tooLong, rows)})</strong> longer than
            ${count(context)} tokens: training cuts off the end.
          </p>`,
  });
}

/** Messages per row. */
export function turnLengths(columns: readonly Column[]): Html {
  return measure(columns, {
    title: "Messages per row",
    unit: "messages",
    of: ({ statistics }) => statistics.turns,
  });
}

function measure(columns: readonly Column[], about: Measure): Html {
  const plot = plotOf(
    columns.map((column) => about.of(column)),
    about.mark,
  );
  if (plot === undefined) return html`<p class="none">No row could be measured.</p>`;
  return html`<div class="columns">
      ${columns.map((column, at) => figure(column, about, plot, at))}
    </div>
    <details>
      <summary>${about.title} in numbers</summary>
      ${numbers(columns, about, plot)}
    </details>`;
}

function figure(column: Column, { title, unit, of, note }: Measure, plot: Plot, at: number): Html {
  const { label, tone, statistics } = column;
  const { min, max, mean: average, median, p95, counts } = of(column);
  const measured = sum(counts);
  const facts = [
    ["median", count(median)],
    ["mean", mean(average)],
    ["95 % up to", count(p95)],
    ["range", `${count(min)}–${count(max)}`],
  ] as const;
  const text = `${title}, ${label}: ${facts.map((fact) => fact.join(" ")).join(", ")}`;
  const left = statistics.rows - measured;
  if (measured === 0) {
    return html`<figure>
      <figcaption><span class="key ${tone}"></span>${label}</figcaption>
      <p class="none">No row could be measured.</p>
    </figure>`;
  }
  return html`<figure>
    <figcaption>
      <span class="key ${tone}"></span>${label}
      <span class="facts"
        >${facts.map(([name, value]) => html`<span>${name} <b>${value}</b></span>`)}</span
      >
    </figcaption>
    <div class="frame">${histogram({ plot, at, tone, text, unit })}</div>
    ${note?.(column)}
    ${left > 0 ? html`<p class="more">${countOf(left, "bad row")} not measured.</p>` : ""}
  </figure>`;
}

function numbers(columns: readonly Column[], { title, unit }: Measure, plot: Plot): Html {
  const { bins, totals, open } = plot;
  return html`<table class="bins">
    <caption>
      ${title}
    </caption>
    <thead>
      <tr>
        <th scope="col">${unit}</th>
        ${columns.map(
          ({ label }) =>
            html`<th scope="col" class="number">${label}</th>
              <th scope="col" class="number">share</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${bins.map(
        (bin, index) =>
          html`<tr>
            <th scope="row">${binText(bin, open && index === bins.length - 1)}</th>
            ${bin.counts.map(
              (rows, at) =>
                html`<td class="number">${count(rows)}</td>
                  <td class="number">${share(rows, totals[at] ?? 0)}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
