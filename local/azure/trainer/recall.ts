import type { Exchange, Memory } from "./memory";
import { termsOf } from "./terms";
import type { Vocabulary } from "./tokens";

/** An exchange that resembles what was asked, with how much it is to count (0 to 1). */
export interface Recollection {
  readonly exchange: Exchange;
  readonly share: number;
}

/** A part of a conversation with how much it matters beside the others. */
export interface Asked {
  readonly text: string;
  readonly matter: number;
}

/** How much likeness to an exchange's question counts against likeness to its answer. */
const questionShare = 0.7;
/** Makes the most alike exchanges stand out; likeness is between 0 and 1. */
const sharpness = 6;

/**
 * Finds the exchanges whose words are those of a question; rare words count more. Likeness is the cosine of the two
 * texts' weighted terms, so that a long text does not count for more than a short one.
 */
export class Recall {
  readonly #questions: Index;
  readonly #answers: Index;

  constructor(
    readonly memory: Memory,
    vocabulary: Vocabulary,
  ) {
    const texts = (side: "question" | "answer") =>
      memory.exchanges.map((exchange) => exchange[side].map((id) => vocabulary.word(id)).join(" "));
    this.#questions = new Index(texts("question"));
    this.#answers = new Index(texts("answer"));
  }

  /** The `top` exchanges most alike what was asked. Shares sum to 1. */
  find(asked: readonly Asked[], top = 4): Recollection[] {
    const scores = new Map<number, number>();
    for (const { text, matter } of asked) {
      for (const [index, part] of [
        [this.#questions, questionShare],
        [this.#answers, 1 - questionShare],
      ] as const) {
        for (const [holder, alike] of index.alike(text))
          scores.set(holder, (scores.get(holder) ?? 0) + alike * part * matter);
      }
    }
    const best = [...scores]
      .flatMap(([index, score]) => {
        const exchange = this.memory.exchanges[index];
        return exchange ? [{ exchange, share: score ** sharpness * exchange.weight }] : [];
      })
      .sort((a, b) => b.share - a.share)
      .slice(0, top);
    const sum = best.reduce((all, { share }) => all + share, 0);
    return sum === 0 ? [] : best.map(({ exchange, share }) => ({ exchange, share: share / sum }));
  }
}

/** Texts by their terms. */
class Index {
  readonly #holders = new Map<string, [index: number, weight: number][]>();
  readonly #lengths: number[];
  readonly #size: number;

  constructor(texts: readonly string[]) {
    this.#size = texts.length;
    texts.forEach((text, index) => {
      for (const [term, weight] of termsOf(text)) {
        const holders = this.#holders.get(term);
        if (holders === undefined) this.#holders.set(term, [[index, weight]]);
        else holders.push([index, weight]);
      }
    });
    const squares = texts.map(() => 0);
    for (const [term, holders] of this.#holders) {
      const rare = this.#rarity(term);
      for (const [index, weight] of holders)
        squares[index] = (squares[index] ?? 0) + (weight * rare) ** 2;
    }
    this.#lengths = squares.map(Math.sqrt);
  }

  /** Texts that share a term with `text`, with the cosine of both. */
  alike(text: string): Map<number, number> {
    const products = new Map<number, number>();
    let square = 0;
    for (const [term, weight] of termsOf(text)) {
      const rare = this.#rarity(term);
      square += (weight * rare) ** 2;
      for (const [index, other] of this.#holders.get(term) ?? [])
        products.set(index, (products.get(index) ?? 0) + weight * other * rare * rare);
    }
    const length = Math.sqrt(square);
    return new Map(
      [...products].map(([index, product]) => [
        index,
        product / (length * (this.#lengths[index] ?? 1)),
      ]),
    );
  }

  #rarity(term: string): number {
    return Math.log(1 + this.#size / (1 + (this.#holders.get(term)?.length ?? 0)));
  }
}
