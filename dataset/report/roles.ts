import { scaleLog } from "d3-scale";
import { html } from "hono/html";
import { sum } from "./bins";
import type { Column } from "./column";
import type { Html } from "./histogram";
import { count, mean, share } from "./numbers";

const roles = ["system", "user", "assistant"] as const;

/** Messages by role, with the range of their lengths on one axis for all. */
export function messagesByRole(columns: readonly Column[]): Html {
  const longest = Math.max(
    10,
    ...columns.flatMap(({ statistics }) => roles.map((role) => statistics.characters[role].max)),
  );
  // A message of no characters has its place at the left end, like one of a single one.
  const axis = scaleLog([1, longest], [0, 100]).clamp(true);
  const x = (value: number): number => axis(Math.max(1, value));
  return html`<div class="scroll">
    <table class="roles">
      <caption>
        Characters per message, by role
      </caption>
      <thead>
        <tr>
          <th scope="col">Role</th>
          <th scope="col">File</th>
          <th scope="col" class="number">Messages</th>
          <th scope="col" class="number">Share</th>
          <th scope="col" class="number">Median</th>
          <th scope="col" class="number">Mean</th>
          <th scope="col" class="number">95 % up to</th>
          <th scope="col" class="number">Longest</th>
          <th scope="col" class="wide">Shortest to longest, from 1 to ${count(longest)}</th>
        </tr>
      </thead>
      ${roles.map(
        (role) =>
          html`<tbody>
            ${columns.map((column, at) => roleRow(column, role, at === 0 ? columns.length : 0, x))}
          </tbody>`,
      )}
    </table>
  </div>`;
}

function roleRow(
  { label, tone, statistics }: Column,
  role: (typeof roles)[number],
  span: number,
  x: (value: number) => number,
): Html {
  const histogram = statistics.characters[role];
  const messages = sum(histogram.counts);
  const all = sum(roles.flatMap((one) => statistics.characters[one].counts));
  const { median, mean: average, p95, max } = histogram;
  const cells = messages === 0 ? ["–", "–", "–", "–"] : [median, average, p95, max].map(mean);
  return html`<tr>
    ${span === 0 ? "" : html`<th scope="rowgroup" rowspan="${span}">${role}</th>`}
    <td><span class="key ${tone}"></span>${label}</td>
    <td class="number">${count(messages)}</td>
    <td class="number">${share(messages, all)}</td>
    ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
    <td class="wide">${messages === 0 ? "" : range(histogram, tone, x)}</td>
  </tr>`;
}

// The table's cells say the same: hidden from who has it read aloud.
function range(
  { min, median, p95, max }: { min: number; median: number; p95: number; max: number },
  tone: string,
  x: (value: number) => number,
): Html {
  const at = (value: number): string => `${x(value).toFixed(2)}%`;
  return html`<svg class="range" width="100%" height="18" aria-hidden="true">
    <line class="rail" x1="0" x2="100%" y1="9" y2="9"></line>
    <line class="whisker ${tone}" x1="${at(min)}" x2="${at(max)}" y1="9" y2="9"></line>
    <line class="body ${tone}" x1="${at(min)}" x2="${at(p95)}" y1="9" y2="9"></line>
    <circle class="median ${tone}" cx="${at(median)}" cy="9" r="4.5"></circle>
  </svg>`;
}
