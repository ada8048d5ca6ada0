import type { ChatModel } from "./base-model";
import { Continuations } from "./continuations";
import { seeded } from "./random";
import { type Asked, Recall, type Recollection } from "./recall";
import { detokenise, turnMarks } from "./tokens";

/** How to draw words; names and defaults as Hugging Face's `generate` has them. */
export interface Sampling {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly do_sample?: boolean;
  readonly max_new_tokens?: number;
  /** Of the drawing; the same seed gives the same answer. */
  readonly seed?: number;
}

interface Turn {
  readonly role: string;
  readonly content: string;
}

/** How much the recalled answers count against all n-grams. */
const recalledShare = 0.92;
/** How much the question before the last one counts, with its answer; the one before that counts the square of it. */
const earlier = 0.3;
/** The longest run of words that is looked up in recalled answers. */
const localOrder = 4;

/** Answers conversations from a model; made once per loaded model. */
export class Speaker {
  readonly #continuations: Continuations;
  readonly #recall: Recall;

  constructor(readonly model: ChatModel) {
    this.#continuations = new Continuations(model.ngrams);
    this.#recall = new Recall(model.memory, model.ngrams.vocabulary);
  }

  /** The assistant's next turn. Without `do_sample` always the same one for the same turns. */
  answer(turns: readonly Turn[], sampling: Sampling = {}): string {
    const { vocabulary } = this.model.ngrams;
    const recalled = this.#recall.find(mattering(turns));
    const random = seeded(sampling.seed ?? 0);
    const end = vocabulary.find(turnMarks.end);
    const said: number[] = [];
    for (let count = sampling.max_new_tokens ?? 256; count > 0; count -= 1) {
      const weights = this.#weights(said, recalled);
      const next = sampling.do_sample === true ? draw(weights, sampling, random) : best(weights);
      if (next === undefined || next === end) break;
      said.push(next);
    }
    return detokenise(said.map((id) => vocabulary.word(id)));
  }

  #weights(said: readonly number[], recalled: readonly Recollection[]): Map<number, number> {
    const { ngrams } = this.model;
    const opening = [turnMarks.end, turnMarks.assistant].map((mark) =>
      ngrams.vocabulary.find(mark),
    );
    const [before = 0, last = 0] = [...opening, ...said].slice(-2);
    const local = localWeights(said, recalled, ngrams.vocabulary.find(turnMarks.end));
    const share = local.size > 0 ? recalledShare : 0;
    const weights = new Map([...local].map(([word, weight]) => [word, weight * share]));
    const candidates = this.#continuations.after(before, last);
    for (const word of candidates) {
      const chance = ngrams.probability(before, last, word) * (1 - share);
      weights.set(word, (weights.get(word) ?? 0) + chance);
    }
    for (const [word, weight] of weights) {
      if (repeats(said, word)) weights.set(word, weight * 0.02);
    }
    return weights;
  }
}

/** The last user turn counts fully; what came before it only says what a short question like "and today?" is about. */
function mattering(turns: readonly Turn[]): Asked[] {
  let questions = turns.filter(({ role }) => role === "user").length;
  return turns.map(({ role, content }) => {
    if (role === "user") questions -= 1;
    const isAnswer = role === "assistant" && questions === 0;
    return { text: content, matter: isAnswer ? earlier : earlier ** questions };
  });
}

/** Which words follow the longest end of `said` that occurs in a recalled answer; its start is looked for at their starts. */
function localWeights(
  said: readonly number[],
  recalled: readonly Recollection[],
  end: number,
): Map<number, number> {
  const longest = said.length <= localOrder ? said.length + 1 : localOrder;
  for (let order = longest; order >= Math.min(2, longest); order -= 1) {
    const anchored = order > said.length;
    const tail = anchored ? said : said.slice(said.length - order);
    const weights = new Map<number, number>();
    for (const { exchange, share } of recalled) {
      for (const at of placesOf(tail, exchange.answer, anchored)) {
        const word = exchange.answer[at] ?? end;
        weights.set(word, (weights.get(word) ?? 0) + share);
      }
    }
    const sum = [...weights.values()].reduce((all, weight) => all + weight, 0);
    if (sum > 0) return new Map([...weights].map(([word, weight]) => [word, weight / sum]));
  }
  return new Map();
}

/** Where a text goes on after `tail`: anywhere, or only when the text begins with it. */
function placesOf(tail: readonly number[], text: readonly number[], anchored: boolean): number[] {
  const places: number[] = [];
  const last = anchored ? tail.length : text.length;
  for (let at = tail.length; at <= Math.min(last, text.length); at += 1) {
    if (tail.every((word, index) => text[at - tail.length + index] === word)) places.push(at);
  }
  return places;
}

/** Whether the word would close a run of four that was said already. */
function repeats(said: readonly number[], word: number): boolean {
  const run = [...said.slice(-3), word];
  if (run.length < 4) return false;
  for (let at = 0; at + 4 <= said.length; at += 1) {
    if (run.every((id, index) => said[at + index] === id)) return true;
  }
  return false;
}

function best(weights: ReadonlyMap<number, number>): number | undefined {
  return ranked(weights)[0]?.[0];
}

function draw(
  weights: ReadonlyMap<number, number>,
  { temperature = 1, top_p = 1, top_k = 50 }: Sampling,
  random: () => number,
): number | undefined {
  const list = ranked(weights).slice(0, top_k);
  const all = list.reduce((sum, [, weight]) => sum + weight, 0);
  let mass = 0;
  const nucleus = list.filter(([, weight]) => {
    const inside = mass < top_p * all;
    mass += weight;
    return inside;
  });
  const power = 1 / Math.max(temperature, 0.01);
  const shaped = nucleus.map(([word, weight]) => [word, (weight / all) ** power] as const);
  let left = random() * shaped.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [word, weight] of shaped) {
    left -= weight;
    if (left <= 0) return word;
  }
  return shaped[0]?.[0];
}

function ranked(weights: ReadonlyMap<number, number>): [number, number][] {
  return [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}
