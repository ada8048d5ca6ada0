import { createHash } from "node:crypto";
import { lineTopics } from "./sample-line";
import { peopleTopics } from "./sample-people";
import { closings, leads, openers, wishes } from "./sample-phrases";
import type { SampleTopic } from "./sample-topic";
import { visitTopics } from "./sample-visit";

export interface SampleMessage {
  readonly content: string;
  readonly role: "user" | "assistant";
}

/** A row of the shape of HuggingFaceH4/ultrachat_200k; the order of the keys is the hub's. */
export interface SampleRow {
  /** Content of the first message. */
  readonly prompt: string;
  /** SHA-256 of the prompt, hex. */
  readonly prompt_id: string;
  /** 2 to 8 messages, the first from the user, the last from the assistant, in turns. */
  readonly messages: readonly SampleMessage[];
}

const topics = new Map(
  [...lineTopics, ...peopleTopics, ...visitTopics].map((topic) => [topic.name, topic]),
);

/** Mulberry32: 32 bits of state, the same numbers everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Author {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  conversation(): SampleRow {
    let topic = this.#pick([...topics.values()]);
    const told = new Set<string>();
    const messages: SampleMessage[] = [];
    for (let turns = 1 + Math.floor(this.#random() ** 1.5 * 4); turns > 0; turns -= 1) {
      const question = this.#pick(topic.questions);
      const asked =
        messages.length === 0
          ? [this.#pick(openers), question, this.#pick(wishes)]
          : [this.#pick(leads), question];
      messages.push({ content: sentences(asked), role: "user" });
      messages.push({ content: this.#answer(topic), role: "assistant" });
      told.add(topic.name);
      const open = topic.next.filter((name) => !told.has(name));
      const next = open.length === 0 ? undefined : topics.get(this.#pick(open));
      if (next === undefined) break;
      topic = next;
    }
    const prompt = messages[0]?.content ?? "";
    const id = createHash("sha256").update(prompt).digest("hex");
    return { prompt, prompt_id: id, messages };
  }

  #answer({ answers, more }: SampleTopic): string {
    const from = Math.floor(this.#random() * more.length);
    const count = Math.floor(this.#random() * 3);
    const added = [...more, ...more].slice(from, from + count);
    return sentences([this.#pick(answers), ...added, this.#pick(closings)]);
  }

  #pick<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.#random() * choices.length)];
    if (chosen === undefined) throw new Error("nothing to choose from");
    return chosen;
  }
}

const sentences = (parts: readonly string[]): string =>
  parts.filter((part) => part !== "").join(" ");

/**
 * Conversations about the invented Osprin Railway, the same for the same seed. No two share a prompt, or a question
 * with its answer: any split of them is free of leakage. Throws when the grammar has no more.
 */
export function sampleConversations({ rows, seed }: { rows: number; seed: number }): SampleRow[] {
  const author = new Author(seed);
  const seen = new Set<string>();
  const made: SampleRow[] = [];
  for (let inVain = 0; made.length < rows;) {
    if (inVain > 100) throw new Error(`no more than ${made.length} different conversations`);
    const row = author.conversation();
    const keys = [row.prompt, ...exchanges(row)];
    inVain = keys.some((key) => seen.has(key)) ? inVain + 1 : 0;
    if (inVain > 0) continue;
    for (const key of keys) seen.add(key);
    made.push(row);
  }
  return made;
}

/** Each question together with its answer. */
export function exchanges({ messages }: SampleRow): string[] {
  return messages.flatMap(({ content, role }, at) =>
    role === "user" ? [JSON.stringify([content, messages[at + 1]?.content])] : [],
  );
}
