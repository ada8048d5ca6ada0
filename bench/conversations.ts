import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { fileWriter, parquetWriteRows } from "hyparquet-writer";

/** A row of the shape of HuggingFaceH4/ultrachat_200k. */
interface Row {
  readonly prompt: string;
  readonly prompt_id: string;
  readonly messages: readonly { readonly content: string; readonly role: "user" | "assistant" }[];
}

/** Rows of a row group, as on the hub. */
const groupRows = 1000;
const words = 4000;

/** The hub's schema: messages are a list of structs, content first. */
const schema = [
  { name: "schema", num_children: 3 },
  text("prompt"),
  text("prompt_id"),
  { name: "messages", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", repetition_type: "OPTIONAL", num_children: 2 },
  text("content"),
  text("role"),
] as const;

function text(name: string) {
  return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" } as const;
}

/** Parquet with generated conversations of about 6 KB in row groups of 1,000; the same for the same seed. */
export async function writeConversations(
  file: string,
  { rows, seed }: { readonly rows: number; readonly seed: number },
): Promise<void> {
  await parquetWriteRows({
    writer: fileWriter(file),
    rows: conversations(rows, seed),
    columns: [{ name: "prompt" }, { name: "prompt_id" }, { name: "messages" }],
    schema: [...schema],
    rowGroupSize: groupRows,
  });
}

/** The same rows as JSON Lines. */
export async function writeConversationLines(
  file: string,
  { rows, seed }: { readonly rows: number; readonly seed: number },
): Promise<void> {
  await pipeline(lines(conversations(rows, seed)), createWriteStream(file));
}

function* lines(rows: Iterable<Row>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function* conversations(rows: number, seed: number): Generator<Row> {
  const random = randomFrom(seed);
  // Few words are frequent and most are rare, as in prose: it compresses to a half.
  const word = (): string => vocabulary[Math.floor(random() ** 3 * words)] ?? "";
  const prose = (length: number): string => {
    let made = word();
    while (made.length < length) made += ` ${word()}`;
    return made;
  };
  const vocabulary = Array.from({ length: words }, () =>
    Array.from({ length: 2 + Math.floor(random() * 9) }, () =>
      String.fromCharCode(97 + Math.floor(random() * 26)),
    ).join(""),
  );
  for (let row = 0; row < rows; row += 1) {
    const turns = 1 + Math.floor(random() * 4);
    const messages = Array.from({ length: turns }, () => [
      { content: prose(100 + random() * 600), role: "user" as const },
      { content: prose(500 + random() * 2700), role: "assistant" as const },
    ]).flat();
    const prompt = messages[0]?.content ?? "";
    yield { prompt, prompt_id: createHash("sha256").update(prompt).digest("hex"), messages };
  }
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
