import { severities } from "./finding";
import type { Counts, ProblemKind, Severity } from "./result";

/** Of all files or of one. */
interface Counted {
  readonly counts: Counts;
}

/** How often each kind was found, for example `json 2, role 17`. */
export function kindCounts(counted: Counted, severity: Severity): string {
  return ofSeverity(counted, severity)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
}

export function totalOf(counted: Counted, severity: Severity): number {
  return ofSeverity(counted, severity).reduce((sum, [, count]) => sum + count, 0);
}

function ofSeverity({ counts }: Counted, severity: Severity): [kind: string, count: number][] {
  return Object.entries(counts).filter(([kind]) => severities[kind as ProblemKind] === severity);
}
