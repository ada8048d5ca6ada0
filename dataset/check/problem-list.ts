import { totalOf } from "./kind-counts";
import type { CheckResult, Counts, ProblemKind, RowProblem, Severity } from "./result";

/** Findings as they come: all counted, the first ones of each severity kept. */
export class ProblemList {
  readonly #most: number;
  readonly #kept: Record<Severity, RowProblem[]> = { error: [], warning: [] };
  readonly #counts = new Map<ProblemKind, number>();
  readonly #byFile = new Map<string, Map<ProblemKind, number>>();

  constructor(most: number) {
    this.#most = most;
  }

  add(problem: RowProblem): void {
    this.keep(problem);
    this.count(problem.file, problem.kind, 1);
  }

  /** For one that is counted elsewhere. */
  keep(problem: RowProblem): void {
    const kept = this.#kept[problem.severity];
    if (kept.length < this.#most) kept.push(problem);
  }

  count(file: string, kind: ProblemKind, times: number): void {
    const inFile = this.#byFile.get(file) ?? new Map<ProblemKind, number>();
    this.#byFile.set(file, inFile);
    for (const counts of [this.#counts, inFile]) counts.set(kind, (counts.get(kind) ?? 0) + times);
  }

  countsOf(file: string): Counts {
    return Object.fromEntries(this.#byFile.get(file) ?? []);
  }

  /** @param files in the order in which they are to be listed */
  result(
    files: readonly string[],
  ): Pick<CheckResult, "problems" | "counts" | "errors" | "warnings"> {
    const { error, warning } = this.#kept;
    // Twenty warnings must not hide an error.
    const problems = [...error, ...warning.slice(0, this.#most - error.length)].sort(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line,
    );
    const counts: Counts = Object.fromEntries(this.#counts);
    return {
      ...{ problems, counts },
      errors: totalOf({ counts }, "error"),
      warnings: totalOf({ counts }, "warning"),
    };
  }
}
