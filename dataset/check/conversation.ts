import { describe } from "./describe";
import { finding, type Finding } from "./finding";

export const roles = ["system", "user", "assistant"] as const;
export type Role = (typeof roles)[number];

export interface Message {
  readonly role: Role;
  readonly content: string;
}

/** What a row holds, and what is wrong with it; messages are there only when nothing is wrong with them. */
export interface Looked {
  readonly messages?: readonly Message[];
  readonly findings: readonly Finding[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isRole = (value: unknown): value is Role => roles.includes(value as Role);

/**
 * A row that was parsed, by the rules of chat-completion fine-tuning: `messages` is an array of `{role, content}`, an
 * optional system message first, then user and assistant in turns, the assistant last, no text empty. Other fields are
 * free, but a `prompt` should be the first question, as in HuggingFaceH4/ultrachat_200k.
 */
export function lookAtRow(row: unknown): Looked {
  if (!isObject(row)) return { findings: [finding("json", "row", "a JSON object", describe(row))] };
  const { messages } = row;
  if (!Array.isArray(messages) || messages.length === 0) {
    const expected = "an array of {role, content} that is not empty";
    return { findings: [finding("messages", "messages", expected, describe(messages))] };
  }
  const findings = [...messageFindings(messages)];
  if (findings.length > 0) return { findings };
  const good = messages as readonly Message[];
  return { messages: good, findings: promptFindings(row, good) };
}

function* messageFindings(messages: readonly unknown[]): Generator<Finding> {
  let before: unknown = "start";
  for (const [at, message] of messages.entries()) {
    const field = `messages[${at}]`;
    if (!isObject(message)) {
      yield finding("messages", field, "an object {role, content}", describe(message));
      before = undefined;
      continue;
    }
    const { role, content } = message;
    const isLast = at === messages.length - 1;
    const expected = expectedRole(role, before, isLast);
    if (expected !== undefined) yield finding("role", `${field}.role`, expected, describe(role));
    if (typeof content !== "string" || content.trim() === "")
      yield finding("content", `${field}.content`, "a text that is not empty", describe(content));
    before = role;
  }
}

const followers = new Map<unknown, { readonly roles: readonly Role[]; readonly words: string }>([
  ["start", { roles: ["system", "user"], words: "'system' or 'user' in the first message" }],
  ["system", { roles: ["user"], words: "'user' after 'system'" }],
  ["user", { roles: ["assistant"], words: "'assistant' after 'user'" }],
  ["assistant", { roles: ["user"], words: "'user' after 'assistant'" }],
]);

/** What the role must be, undefined when it is good. After a role that is wrong itself any known one is. */
function expectedRole(role: unknown, before: unknown, isLast: boolean): string | undefined {
  if (!isRole(role)) return "'system', 'user' or 'assistant'";
  const follower = followers.get(before);
  if (follower !== undefined && !follower.roles.includes(role)) return follower.words;
  return isLast && role !== "assistant" ? "'assistant' in the last message" : undefined;
}

function promptFindings(
  { prompt }: Record<string, unknown>,
  messages: readonly Message[],
): readonly Finding[] {
  const first = messages[0]?.role === "system" ? messages[1] : messages[0];
  if (prompt === undefined || prompt === first?.content) return [];
  return [finding("prompt", "prompt", "the text of the first 'user' message", describe(prompt))];
}
