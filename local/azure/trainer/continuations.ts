import type { NgramModel } from "./ngram-model";
import { vocabularyLimit } from "./tokens";

/** Which words may come next, in the order of their counts: what a count table cannot be asked. */
export class Continuations {
  readonly #afterTwo = new Map<number, number[]>();
  readonly #afterOne = new Map<number, number[]>();
  readonly #common: number[];

  constructor(model: NgramModel) {
    collect(model.threes.entries(), this.#afterTwo);
    collect(model.twos.entries(), this.#afterOne);
    this.#common = [...model.ones.entries()]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 50)
      .map(([word]) => word);
  }

  /** Candidates for the word after two others; after the last one alone, or the commonest words, if none is known. */
  after(before: number, last: number): readonly number[] {
    return (
      this.#afterTwo.get(before * vocabularyLimit + last) ??
      this.#afterOne.get(last) ??
      this.#common
    );
  }
}

function collect(
  entries: Iterable<readonly [key: number, count: number, types: number]>,
  into: Map<number, number[]>,
): void {
  for (const [key] of entries) {
    const context = Math.floor(key / vocabularyLimit);
    const words = into.get(context);
    if (words === undefined) into.set(context, [key % vocabularyLimit]);
    else words.push(key % vocabularyLimit);
  }
}
