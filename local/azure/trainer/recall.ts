import type { Exchange, Memory } from "./memory";

/** An exchange that resembles what was asked, with how much it is to count (0 to 1). */
export interface Recollection {
  readonly exchange: Exchange;
  readonly share: number;
}

/** Finds the exchanges whose words are those of a question; rare words count more. */
export class Recall {
  readonly #holders = new Map<number, number[]>();
  readonly #lengths: number[];

  constructor(readonly memory: Memory) {
    this.#lengths = memory.exchanges.map((exchange, index) => {
      const words = new Set([...exchange.question, ...exchange.answer]);
      for (const word of words) {
        const holders = this.#holders.get(word);
        if (holders === undefined) this.#holders.set(word, [index]);
        else holders.push(index);
      }
      return Math.sqrt(words.size);
    });
  }

  /** The `top` most alike exchanges; `words` maps ids to how much they matter. Shares sum to 1. */
  find(words: ReadonlyMap<number, number>, top = 4): Recollection[] {
    const total = this.memory.exchanges.length;
    const scores = new Map<number, number>();
    for (const [word, matter] of words) {
      const holders = this.#holders.get(word) ?? [];
      const rare = Math.log(1 + total / (1 + holders.length)) ** 2;
      for (const index of holders) scores.set(index, (scores.get(index) ?? 0) + rare * matter);
    }
    const best = [...scores]
      .map(([index, score]) => this.#weigh(index, score))
      .sort((a, b) => b.share - a.share)
      .slice(0, top);
    const sum = best.reduce((all, { share }) => all + share, 0);
    return best.map(({ exchange, share }) => ({ exchange, share: sum > 0 ? share / sum : 0 }));
  }

  #weigh(index: number, score: number): Recollection {
    const exchange = this.memory.exchanges[index] ?? { question: [], answer: [], weight: 0 };
    const alike = score / (this.#lengths[index] ?? 1);
    return { exchange, share: alike * alike * exchange.weight };
  }
}
