import { html } from "hono/html";
import { z } from "zod";
import type { Sample } from "../check/result";
import type { Column } from "./column";
import type { Html } from "./histogram";
import { countOf } from "./numbers";
import { visibleText } from "./visible-text";

/** Rows of real data can be books: this much of each is shown. */
const mostMessages = 12;
const mostCharacters = 1500;

const rowSchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
});

type Message = z.infer<typeof rowSchema>["messages"][number];

/** The first rows of each file, as conversations. */
export function firstRows(columns: readonly Column[]): Html {
  return html`<div class="columns">
    ${columns.map(
      ({ label, tone, statistics }) =>
        html`<div class="rows">
          <h3><span class="key ${tone}"></span>${label}</h3>
          ${
            statistics.samples.length === 0
              ? html`<p class="none">No rows.</p>`
              : statistics.samples.map(conversation)
          }
        </div>`,
    )}
  </div>`;
}

function conversation({ line, text }: Sample): Html {
  const row = parse(text);
  const size = row === undefined ? "no conversation" : countOf(row.messages.length, "message");
  const rest = (row?.messages.length ?? 0) - mostMessages;
  return html`<article class="chat">
    <h4>Line ${line} <span>${size}</span></h4>
    ${
      row === undefined
        ? html`<code class="raw" dir="auto">${shorten(text)}</code>`
        : row.messages.slice(0, mostMessages).map(bubble)
    }
    ${rest > 0 ? html`<p class="more">… and ${countOf(rest, "more message", "more messages")}</p>` : ""}
  </article>`;
}

function bubble({ role, content }: Message): Html {
  const side = role === "user" || role === "system" ? role : "assistant";
  return html`<div class="bubble ${side}">
    <span class="who">${shorten(role, 40)}</span>
    <span class="text" dir="auto">${shorten(content)}</span>
  </div>`;
}

function parse(sample: string): z.infer<typeof rowSchema> | undefined {
  try {
    return rowSchema.safeParse(JSON.parse(sample)).data;
  } catch {
    return undefined;
  }
}

function shorten(text: string, most = mostCharacters): string {
  if (text.length <= most) return visibleText(text);
  const rest = countOf(text.length - most, "more character", "more characters");
  return `${visibleText(text.slice(0, most)).trimEnd()} … (${rest})`;
}
