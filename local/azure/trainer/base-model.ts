import { baseRows } from "./base-rows";
import { encode } from "./conversation";
import { Memory } from "./memory";
import { NgramModel } from "./ngram-model";

/** What a job trains and a deployment answers from. */
export interface ChatModel {
  readonly ngrams: NgramModel;
  readonly memory: Memory;
}

/** Little, so that what a job teaches soon counts for more. */
const baseWeight = 0.3;

/** A fresh base model: it speaks in plain sentences and knows no subject. */
export function baseModel(): ChatModel {
  const ngrams = new NgramModel();
  const memory = new Memory();
  for (const row of baseRows) {
    ngrams.learn(encode(row, ngrams.vocabulary, Infinity), baseWeight);
    memory.keep(row, ngrams.vocabulary, baseWeight);
  }
  return { ngrams, memory };
}
