import type { ProblemKind } from "../../../dataset/check/result";

/** A way to spoil a good row, and what is to be found then. */
export interface Corruption {
  readonly kind: ProblemKind;
  readonly field: string;
  /** @param row a good one, as text */
  readonly spoil: (row: string) => string | Uint8Array;
}

interface Row {
  prompt?: unknown;
  messages: { role?: unknown; content?: unknown }[];
}

const edited = (edit: (row: Row) => unknown) => (text: string) => {
  const row = JSON.parse(text) as Row;
  return JSON.stringify(edit(row) ?? row);
};
const first = (change: object) =>
  edited((row) => {
    Object.assign(row.messages[0] ?? {}, change);
  });
const last = (change: object) =>
  edited((row) => {
    Object.assign(row.messages.at(-1) ?? {}, change);
  });

const of = (kind: ProblemKind, field: string, spoil: Corruption["spoil"]): Corruption => ({
  ...{ kind, field, spoil },
});

/** Ways to spoil a row with two messages and a prompt. */
export const corruptions: readonly Corruption[] = [
  of("json", "row", () => ""),
  of("json", "row", () => " \t "),
  of("json", "row", () => "null"),
  of("json", "row", () => '"text"'),
  of("json", "row", (row) => `[${row}]`),
  of("json", "row", (row) => row.slice(0, -1)),
  of("json", "row", (row) => row.slice(0, row.length / 2)),
  of("json", "row", (row) => `${row}${row}`),
  of("json", "row", (row) => `${row},`),
  of("json", "row", (row) => row.replaceAll('"', "'")),
  of("json", "row", (row) => row.replace("{", '{"score":NaN,')),
  of("json", "row", (row) => row.replace("{", "{\0")),
  of("json", "row", (row) => row.replace('"messages":', '"messages":[],"messages":')),
  of("json", "row", (row) => row.replace('"role":', '"role" : "user", "role":')),
  of("encoding", "row", (row) => Buffer.from(row.replace('":"', '":"\u00fc'), "latin1")),
  of("encoding", "row", (row) => Buffer.from(row, "utf16le").fill(0xd8, 1, 2)),
  of("encoding", "messages[0].content", first({ content: "\ud800" })),
  of("encoding", "messages[1].content", last({ content: "a\udfffb" })),
  of(
    "encoding",
    "note",
    edited((row) => ({ ...row, note: "\udc00" })),
  ),
  of(
    "messages",
    "messages",
    edited(({ prompt }) => ({ prompt })),
  ),
  of(
    "messages",
    "messages",
    edited((row) => ({ ...row, messages: [] })),
  ),
  of(
    "messages",
    "messages",
    edited((row) => ({ ...row, messages: { 0: row.messages[0] } })),
  ),
  of(
    "messages",
    "messages",
    edited((row) => ({ ...row, messages: JSON.stringify(row.messages) })),
  ),
  of(
    "messages",
    "messages[1]",
    edited((row) => ({ ...row, messages: [row.messages[0], "Yes."] })),
  ),
  of(
    "messages",
    "messages[0]",
    edited((row) => ({ ...row, messages: [null, row.messages[1]] })),
  ),
  of("role", "messages[0].role", first({ role: "human" })),
  of("role", "messages[0].role", first({ role: "User" })),
  of("role", "messages[0].role", first({ role: undefined })),
  of("role", "messages[0].role", first({ role: "assistant" })),
  of("role", "messages[1].role", last({ role: "system" })),
  of("role", "messages[1].role", last({ role: "user" })),
  of(
    "role",
    "messages[1].role",
    edited((row) => void row.messages.splice(1, 0, row.messages[0] ?? {})),
  ),
  of(
    "role",
    "messages[2].role",
    edited((row) => void row.messages.push({ role: "user", content: "and?" })),
  ),
  of(
    "role",
    "messages[2].role",
    edited((row) => void row.messages.push(row.messages[1] ?? {})),
  ),
  of(
    "role",
    "messages[0].role",
    edited((row) => void row.messages.splice(1)),
  ),
  of("content", "messages[0].content", first({ content: "" })),
  of("content", "messages[1].content", last({ content: " \n\u00a0" })),
  of("content", "messages[1].content", last({ content: null })),
  of("content", "messages[1].content", last({ content: ["Yes."] })),
  of("content", "messages[0].content", first({ content: undefined })),
  of(
    "prompt",
    "prompt",
    edited((row) => ({ ...row, prompt: "another" })),
  ),
  of(
    "prompt",
    "prompt",
    edited((row) => ({ ...row, prompt: null })),
  ),
];
