import type { CheckResult, ProblemKind, RowProblem, Severity } from "./result";

/** Findings as they come: all counted, the first ones of each severity kept. */
export class ProblemList {
  readonly #most: number;
  readonly #kept: Record<Severity, RowProblem[]> = { error: [], warning: [] };
  readonly #totals: Record<Severity, number> = { error: 0, warning: 0 };
  readonly #counts = new Map<ProblemKind, number>();

  constructor(most: number) {
    this.#most = most;
  }

  add(problem: RowProblem): void {
    this.keep(problem);
    this.count(problem.kind, problem.severity, 1);
  }

  /** For one that is counted elsewhere. */
  keep(problem: RowProblem): void {
    const kept = this.#kept[problem.severity];
    if (kept.length < this.#most) kept.push(problem);
  }

  count(kind: ProblemKind, severity: Severity, times: number): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + times);
    this.#totals[severity] += times;
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
    const counts = Object.fromEntries(this.#counts);
    return { problems, counts, errors: this.#totals.error, warnings: this.#totals.warning };
  }
}
