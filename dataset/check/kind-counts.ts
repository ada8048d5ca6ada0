import { severities } from "./finding";
import type { CheckResult, ProblemKind, Severity } from "./result";

/** How often each kind was found, for example `json 2, role 17`. */
export function kindCounts({ counts }: CheckResult, severity: Severity): string {
  return Object.entries(counts)
    .filter(([kind]) => severities[kind as ProblemKind] === severity)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
}
