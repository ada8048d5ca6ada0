import { CountTable } from "./count-table";
import { turnMarks, Vocabulary, vocabularyLimit } from "./tokens";

const shift = vocabularyLimit;

/** A three-word model, interpolated with Witten-Bell weights down to a uniform distribution over all ids. */
export class NgramModel {
  readonly vocabulary: Vocabulary;
  /** Keys: word · previous and word · both previous and word. */
  readonly ones = new CountTable();
  readonly twos = new CountTable();
  readonly threes = new CountTable();
  /** Totals and distinct continuations of what stands before: nothing (key 0) · one word · two words. */
  readonly #all = new CountTable();
  readonly #afterOne = new CountTable();
  readonly #afterTwo = new CountTable();

  constructor(vocabulary = new Vocabulary()) {
    this.vocabulary = vocabulary;
    Object.values(turnMarks).forEach((mark) => vocabulary.learn(mark));
  }

  /** Probability of a word after two others; ids of the vocabulary. Never 0. */
  probability(before: number, last: number, word: number): number {
    const context = before * shift + last;
    const one = mix(this.#all, 0, this.ones.count(word), 1 / vocabularyLimit);
    const two = mix(this.#afterOne, last, this.twos.count(last * shift + word), one);
    return mix(this.#afterTwo, context, this.threes.count(context * shift + word), two);
  }

  /** Adds one occurrence with a weight. */
  add(before: number, last: number, word: number, weight: number): void {
    const two = last * shift + word;
    this.put("ones", word, weight);
    this.put("twos", two, weight);
    this.put("threes", before * shift * shift + two, weight);
  }

  /** Adds to one entry of one table; its context's total follows. A full table takes no new entry. */
  put(table: "ones" | "twos" | "threes", key: number, weight: number): void {
    const isNew = this[table].add(key, weight);
    const contexts = { ones: this.#all, twos: this.#afterOne, threes: this.#afterTwo }[table];
    contexts.add(Math.floor(key / shift) * (table === "ones" ? 0 : 1), weight, isNew ? 1 : 0);
  }

  /** Adds a whole text. */
  learn(ids: readonly number[], weight: number): void {
    eachStep(ids, (before, last, word) => {
      this.add(before, last, word, weight);
    });
  }

  /** Sum of the negative log likelihoods (nats) of a text's tokens. */
  surprise(ids: readonly number[]): number {
    let sum = 0;
    eachStep(ids, (before, last, word) => {
      sum -= Math.log(this.probability(before, last, word));
    });
    return sum;
  }
}

/** Splits a key of two or three ids. */
export function idsOf(key: number, length: 2 | 3): number[] {
  const word = key % shift;
  const rest = Math.floor(key / shift);
  return length === 2 ? [rest, word] : [Math.floor(rest / shift), rest % shift, word];
}

function mix(contexts: CountTable, context: number, count: number, lower: number): number {
  const types = contexts.types(context);
  if (types === 0) return lower;
  return (count + types * lower) / (contexts.count(context) + types);
}

function eachStep(
  ids: readonly number[],
  visit: (before: number, last: number, word: number) => void,
): void {
  let [before, last] = [0, 0];
  for (const word of ids) {
    visit(before, last, word);
    [before, last] = [last, word];
  }
}
