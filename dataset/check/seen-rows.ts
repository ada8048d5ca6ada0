import { keyWords } from "./conversation-key";
import { freeArrays } from "../free-array";
import { GrowingWords } from "./growing-words";

/** Where a conversation was seen first, and whether it is the same to the letter. */
export interface Seen {
  readonly line: number;
  readonly exact: boolean;
}

const entryWords = keyWords + 1;

/** The conversations of a file by their keys, in about 30 bytes each. */
export class SeenRows {
  /** Key and line of each conversation. */
  readonly #entries = new GrowingWords();
  /** Index of an entry plus one, by the key's first word; open addressing. */
  #slots = new Uint32Array(1024);
  #count = 0;
  /** Lines of the further spellings of a conversation, by entry and sum of the exact text; they are few. */
  readonly #spellings = new Map<string, number>();

  /** Finds the key that starts at `from`. */
  find(keys: Uint32Array, from: number): Seen | undefined {
    const entry = (this.#slots[this.#slotOf(keys, from)] ?? 0) - 1;
    if (entry < 0) return undefined;
    const start = entry * entryWords;
    const sum = keys[from + 3] ?? 0;
    const line = this.#entries.at(start + 4);
    if (this.#entries.at(start + 3) === sum) return { line, exact: true };
    const spelling = this.#spellings.get(`${entry} ${sum}`);
    return { line: spelling ?? line, exact: spelling !== undefined };
  }

  /** Finds the key, and keeps it for the rows to come when it is new or a new spelling. */
  add(keys: Uint32Array, from: number, line: number): Seen | undefined {
    const seen = this.find(keys, from);
    if (seen?.exact === true) return seen;
    const slot = this.#slotOf(keys, from);
    if (seen !== undefined) {
      this.#spellings.set(`${(this.#slots[slot] ?? 0) - 1} ${keys[from + 3] ?? 0}`, line);
      return seen;
    }
    for (let word = 0; word < keyWords; word += 1) this.#entries.push(keys[from + word] ?? 0);
    this.#entries.push(line);
    this.#count += 1;
    this.#slots[slot] = this.#count;
    if (this.#count * 2 > this.#slots.length) this.#grow();
    return undefined;
  }

  #slotOf(keys: Uint32Array, from: number): number {
    const mask = this.#slots.length - 1;
    let slot = (keys[from] ?? 0) & mask;
    for (;;) {
      const entry = (this.#slots[slot] ?? 0) - 1;
      if (entry < 0 || this.#isSame(entry * entryWords, keys, from)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isSame(start: number, keys: Uint32Array, from: number): boolean {
    const entries = this.#entries;
    return (
      entries.at(start) === keys[from] &&
      entries.at(start + 1) === keys[from + 1] &&
      entries.at(start + 2) === keys[from + 2]
    );
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.#count; entry += 1) {
      let slot = this.#entries.at(entry * entryWords) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    freeArrays(this.#slots);
    this.#slots = slots;
  }
}
