import { z } from "zod";

const message = z.object({ role: z.string(), content: z.string() });
const row = z.object({ messages: z.array(message).min(1) });

/** One conversation of a training file. Other fields (`prompt`, `prompt_id`) are not read. */
export interface ChatRow {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** A line of a data file that is no conversation. */
export class ChatRowError extends Error {
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(`line ${line}: ${reason}`);
  }
}

/** Reads JSON Lines as they come; empty lines are skipped. Throws a ChatRowError at the first bad line. */
export async function* chatRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ChatRow> {
  const decoder = new TextDecoder();
  let rest = "";
  let line = 0;
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      line += 1;
      if (part.trim() !== "") yield parse(part, line);
    }
  }
  rest += decoder.decode();
  if (rest.trim() !== "") yield parse(rest, line + 1);
}

function parse(text: string, line: number): ChatRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ChatRowError(line, error instanceof Error ? error.message : String(error));
  }
  const checked = row.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new ChatRowError(line, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a row"}`);
}
