import { closeSync, openSync } from "node:fs";
import { type Message, type Role } from "./conversation";
import { conversationKey, keyWords } from "./conversation-key";
import { tokenCounter, type TokenCounter } from "./count-tokens";
import { finding, type Finding } from "./finding";
import { GrowingWords } from "./growing-words";
import { longestRow, lookAtLine } from "./look-at-line";
import { rangeLines, type Range } from "./range-lines";
import type { ProblemKind, Sample, Severity } from "./result";

/** What the check of a range depends on; it goes to other threads. */
export interface RangeOptions {
  readonly contextTokens: number;
  readonly tokenizerFile: string | undefined;
  /** How many findings of each severity are kept; all are counted. */
  readonly maxProblems: number;
}

/** A finding in a line of a range, from 1. */
export type LineFinding = Finding & { readonly line: number };

/** What a range holds; typed arrays, so that it goes to another thread without a copy. */
export interface RangeResult {
  /** Key of each line's conversation, zeros where its messages have an error. */
  readonly keys: Uint32Array<ArrayBuffer>;
  /** Of rows without errors, as the next two. */
  readonly turns: Uint32Array<ArrayBuffer>;
  readonly tokens: Uint32Array<ArrayBuffer>;
  readonly characters: Readonly<Record<Role, Uint32Array<ArrayBuffer>>>;
  readonly badRows: number;
  readonly findings: readonly LineFinding[];
  readonly counts: ReadonlyMap<ProblemKind, number>;
  /** The first rows without errors. */
  readonly samples: readonly Sample[];
}

const noKey: readonly number[] = Array.from({ length: keyWords }, () => 0);
const maxSamples = 3;
/** A longer row shows nothing more. */
const longestSample = 1 << 20;

/** Checks the lines that start in a range, one by one. */
export class RangeChecker {
  readonly #options: RangeOptions;
  readonly #countTokens: TokenCounter;
  readonly #words = new RowWords();

  constructor(options: RangeOptions) {
    this.#options = options;
    this.#countTokens = tokenCounter(options.tokenizerFile);
  }

  check(range: Range): RangeResult {
    const file = openSync(range.path, "r");
    try {
      const part = new Part(this.#options, this.#countTokens, this.#words);
      for (const bytes of rangeLines(file, range, longestRow))
        part.add(bytes, range.from === 0 && part.lines === 0);
      return part.result();
    } finally {
      closeSync(file);
    }
  }
}

/** Numbers of the rows of a range; one for all ranges, or each would leave as much garbage as it has rows. */
class RowWords {
  readonly keys = new GrowingWords();
  readonly turns = new GrowingWords();
  readonly tokens = new GrowingWords();
  readonly characters: Readonly<Record<Role, GrowingWords>> = {
    system: new GrowingWords(),
    user: new GrowingWords(),
    assistant: new GrowingWords(),
  };

  take(): Pick<RangeResult, "keys" | "turns" | "tokens" | "characters"> {
    const { system, user, assistant } = this.characters;
    return {
      keys: this.keys.take(),
      turns: this.turns.take(),
      tokens: this.tokens.take(),
      characters: { system: system.take(), user: user.take(), assistant: assistant.take() },
    };
  }
}

class Part {
  lines = 0;
  readonly #options: RangeOptions;
  readonly #countTokens: TokenCounter;
  readonly #words: RowWords;
  readonly #findings: LineFinding[] = [];
  readonly #kept: Record<Severity, number> = { error: 0, warning: 0 };
  readonly #counts = new Map<ProblemKind, number>();
  readonly #samples: Sample[] = [];
  #badRows = 0;

  constructor(options: RangeOptions, countTokens: TokenCounter, words: RowWords) {
    this.#options = options;
    this.#countTokens = countTokens;
    this.#words = words;
  }

  add(bytes: Buffer | undefined, isFirst: boolean): void {
    this.lines += 1;
    const { messages, findings } = lookAtLine(bytes, isFirst);
    for (const one of findings) this.#tell(one);
    const isBad = findings.some(({ severity }) => severity === "error");
    if (isBad) this.#badRows += 1;
    for (const word of messages === undefined ? noKey : conversationKey(messages))
      this.#words.keys.push(word);
    if (isBad || messages === undefined || bytes === undefined) return;
    this.#measure(messages);
    if (this.#samples.length < maxSamples && bytes.length <= longestSample)
      this.#samples.push({ line: this.lines, text: bytes.toString().trim() });
  }

  #measure(messages: readonly Message[]): void {
    this.#words.turns.push(messages.length);
    for (const { role, content } of messages) this.#words.characters[role].push(content.length);
    const tokens = this.#countTokens(messages);
    this.#words.tokens.push(tokens);
    const { contextTokens, tokenizerFile } = this.#options;
    if (tokens <= contextTokens) return;
    const found = tokenizerFile === undefined ? `about ${tokens} (an estimate)` : String(tokens);
    this.#tell(finding("too-long", "row", `at most ${contextTokens} tokens long`, found));
  }

  #tell(one: Finding): void {
    this.#counts.set(one.kind, (this.#counts.get(one.kind) ?? 0) + 1);
    this.#kept[one.severity] += 1;
    if (this.#kept[one.severity] <= this.#options.maxProblems)
      this.#findings.push({ ...one, line: this.lines });
  }

  result(): RangeResult {
    return {
      ...this.#words.take(),
      badRows: this.#badRows,
      findings: this.#findings,
      counts: this.#counts,
      samples: this.#samples,
    };
  }
}
