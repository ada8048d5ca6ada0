import { severities } from "./finding";
import type { CheckResult, ProblemKind, Severity } from "./result";

/** How often each kind was found, for example `2 json, 17 role`. */
export function kindCounts({ counts }: CheckResult, severity: Severity): string {
  return Object.entries(counts)
    .filter(([kind]) => severities[kind as ProblemKind] === severity)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
}
