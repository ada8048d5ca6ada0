import type { ChatRow } from "./chat-rows";
import { exchanges } from "./conversation";
import { tokenise, type Vocabulary } from "./tokens";

/** A question and the answer that was given to it, as ids; `weight` says how well it was learned (0 to 1). */
export interface Exchange {
  readonly question: readonly number[];
  readonly answer: readonly number[];
  weight: number;
}

/** At most this many tokens of exchanges are kept, so that an artifact stays small. */
export const memoryLimit = 400_000;

/** The exchanges that a model looks up when it answers. */
export class Memory {
  readonly exchanges: Exchange[];
  #tokens: number;

  constructor(exchanges: readonly Exchange[] = []) {
    this.exchanges = [...exchanges];
    this.#tokens = exchanges.reduce((sum, one) => sum + sizeOf(one), 0);
  }

  /** Keeps a row's exchanges while there is room; returns those kept, so that their weight can grow. */
  keep(row: ChatRow, vocabulary: Vocabulary, weight: number): Exchange[] {
    const kept: Exchange[] = [];
    for (const { question, answer } of exchanges(row)) {
      const exchange = {
        question: idsOf(question, vocabulary),
        answer: idsOf(answer, vocabulary),
        weight,
      };
      const size = sizeOf(exchange);
      if (this.#tokens + size > memoryLimit) return kept;
      this.#tokens += size;
      this.exchanges.push(exchange);
      kept.push(exchange);
    }
    return kept;
  }
}

function sizeOf({ question, answer }: Exchange): number {
  return question.length + answer.length;
}

function idsOf(text: string, vocabulary: Vocabulary): number[] {
  return tokenise(text).map((word) => vocabulary.learn(word));
}
