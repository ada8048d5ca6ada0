import { statSync } from "node:fs";
import type { LineFinding, RangeResult } from "./check-range";
import { roles } from "./conversation";
import { keyWords } from "./conversation-key";
import { finding } from "./finding";
import type { ProblemList } from "./problem-list";
import type { FileStatistics, Histogram, Sample } from "./result";
import { SeenRows, type Seen } from "./seen-rows";
import { Tally } from "./tally";

const upTo = (most: number, step: number) =>
  Array.from({ length: most / step + 1 }, (_, at) => at * step);
const bounds = {
  turns: [...upTo(10, 1), 12, 14, 16, 20, 30, 50, 100],
  // Contexts are powers of two: the bins end where they end.
  tokens: [...upTo(8192, 32), 16384, 32768, 65536, 131072],
  characters: [0, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200],
} as const;

/** What is found in one file, collected from its ranges in their order. */
export class FileCheck {
  readonly path: string;
  readonly seen = new SeenRows();
  readonly leakage = { exact: 0, near: 0 };
  readonly #problems: ProblemList;
  readonly #training: SeenRows | undefined;
  readonly #duplicates = { exact: 0, near: 0 };
  readonly #turns = new Tally();
  readonly #tokens = new Tally();
  readonly #characters = { system: new Tally(), user: new Tally(), assistant: new Tally() };
  readonly #samples: Sample[] = [];
  #rows = 0;
  #badRows = 0;
  #tooLong = 0;

  /** @param training rows of the training file, when this is another one */
  constructor(path: string, problems: ProblemList, training?: SeenRows) {
    this.path = path;
    this.#problems = problems;
    this.#training = training;
  }

  add(result: RangeResult): void {
    for (const { line, text } of result.samples.slice(0, 3 - this.#samples.length))
      this.#samples.push({ line: this.#rows + line, text });
    const findings = result.findings.map((one) => ({ ...one, line: this.#rows + one.line }));
    for (let from = 0; from < result.keys.length; from += keyWords) {
      this.#rows += 1;
      if (isKey(result.keys, from)) findings.push(...this.#compare(result.keys, from));
    }
    findings.sort((a, b) => a.line - b.line);
    for (const one of findings) this.#problems.keep({ file: this.path, ...one });
    for (const [kind, times] of result.counts) this.#problems.count(this.path, kind, times);
    this.#badRows += result.badRows;
    this.#tooLong += result.counts.get("too-long") ?? 0;
    this.#turns.add(result.turns);
    this.#tokens.add(result.tokens);
    for (const role of roles) this.#characters[role].add(result.characters[role]);
  }

  *#compare(keys: Uint32Array, from: number): Generator<LineFinding> {
    const line = this.#rows;
    const own = this.seen.add(keys, from, line);
    if (own !== undefined) {
      this.#duplicates[own.exact ? "exact" : "near"] += 1;
      const kind = own.exact ? "duplicate" : "near-duplicate";
      yield { line, ...this.#told(kind, "another conversation than in line", own) };
    }
    const leaked = this.#training?.find(keys, from);
    if (leaked === undefined) return;
    this.leakage[leaked.exact ? "exact" : "near"] += 1;
    if (leaked.exact) this.#badRows += 1;
    const kind = leaked.exact ? "leakage" : "near-leakage";
    yield {
      line,
      ...this.#told(kind, "another conversation than in the training file's line", leaked),
    };
  }

  #told(kind: LineFinding["kind"], expected: string, { line, exact }: Seen) {
    const found = exact ? "the same" : "the same but for case and white space";
    this.#problems.count(this.path, kind, 1);
    return finding(kind, "row", `${expected} ${line}`, found);
  }

  statistics(): FileStatistics {
    const characters = (role: keyof FileStatistics["characters"]): Histogram =>
      this.#characters[role].histogram(bounds.characters);
    return {
      file: this.path,
      bytes: statSync(this.path, { throwIfNoEntry: false })?.size ?? 0,
      rows: this.#rows,
      badRows: this.#badRows,
      counts: this.#problems.countsOf(this.path),
      turns: this.#turns.histogram(bounds.turns),
      tokens: this.#tokens.histogram(bounds.tokens),
      characters: {
        system: characters("system"),
        user: characters("user"),
        assistant: characters("assistant"),
      },
      tooLong: this.#tooLong,
      duplicates: this.#duplicates,
      samples: this.#samples,
    };
  }
}

/** A row with an error has none. */
function isKey(keys: Uint32Array, from: number): boolean {
  return keys.subarray(from, from + keyWords).some((word) => word !== 0);
}
