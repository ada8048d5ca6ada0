import { html } from "hono/html";
import { severities } from "../check/finding";
import type { CheckResult, ProblemKind, RowProblem } from "../check/result";
import type { Column } from "./column";
import type { Html } from "./histogram";
import { count, countOf } from "./numbers";
import { visibleText } from "./visible-text";

/** What each kind means, in the order in which it is worth mending. */
const kinds: Readonly<Record<ProblemKind, string>> = {
  file: "a file that cannot be read as JSON Lines",
  encoding: "text that is not clean UTF-8",
  json: "a line that is no JSON object",
  messages: "no list of messages with role and content",
  role: "an unknown role, or roles in the wrong order",
  content: "a message without text",
  leakage: "a test row that is a training row, too",
  "near-leakage": "the same but for case and white space",
  duplicate: "a conversation that was in the file before",
  "near-duplicate": "the same but for case and white space",
  "too-long": "longer than the model's context",
  prompt: "a prompt that is not the first question",
};

/** All findings counted by kind, and the first ones in full. */
export function findings(columns: readonly Column[], result: CheckResult): Html {
  const found = (Object.keys(kinds) as ProblemKind[]).filter((kind) => result.counts[kind]);
  if (found.length === 0) return html`<p class="note good">Nothing was found.</p>`;
  const most = Math.max(...found.map((kind) => result.counts[kind] ?? 0));
  return html`<div class="scroll">
      <table class="kinds">
        <caption>
          Findings by kind
        </caption>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">What it is</th>
            <th scope="col" class="number">Findings</th>
            <th scope="col" class="wide" aria-hidden="true"></th>
          </tr>
        </thead>
        <tbody>
          ${found.map((kind) => kindRow(kind, result, most))}
        </tbody>
      </table>
    </div>
    ${firstOnes(columns, result)}`;
}

function kindRow(kind: ProblemKind, { counts }: CheckResult, most: number): Html {
  const times = counts[kind] ?? 0;
  const severity = severities[kind];
  return html`<tr>
    <th scope="row"><span class="badge ${severity}">${severity}</span> ${kind}</th>
    <td>${kinds[kind]}</td>
    <td class="number">${count(times)}</td>
    <td class="wide" aria-hidden="true">
      <svg class="meter" width="100%" height="10">
        <rect class="${severity}" width="${(100 * times) / most}%" height="10" rx="2"></rect>
      </svg>
    </td>
  </tr>`;
}

function firstOnes(columns: readonly Column[], { problems, errors, warnings }: CheckResult): Html {
  if (problems.length === 0) return html``;
  const all = errors + warnings;
  const which =
    problems.length < all
      ? `The first ${count(problems.length)} of ${count(all)} findings`
      : `All ${countOf(all, "finding")}`;
  return html`<details class="first-ones" ${errors > 0 ? "open" : ""}>
    <summary>${which}</summary>
    <div class="scroll">
      <table class="problems">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" class="number">Line</th>
            <th scope="col">Field</th>
            <th scope="col">Must be</th>
            <th scope="col">Found</th>
            <th scope="col">Kind</th>
          </tr>
        </thead>
        <tbody>
          ${problems.map((problem) => problemRow(columns, problem))}
        </tbody>
      </table>
    </div>
  </details>`;
}

function problemRow(
  columns: readonly Column[],
  { file, line, kind, severity, field, expected, found }: RowProblem,
): Html {
  const label = columns.find(({ statistics }) => statistics.file === file)?.label ?? file;
  return html`<tr>
    <td>${label}</td>
    <td class="number">${count(line)}</td>
    <td><code>${visibleText(field)}</code></td>
    <td>${visibleText(expected)}</td>
    <td><bdi>${visibleText(found)}</bdi></td>
    <td><span class="badge ${severity}">${severity}</span> ${kind}</td>
  </tr>`;
}
