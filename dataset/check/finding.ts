import type { ProblemKind, RowProblem, Severity } from "./result";

/** What is wrong inside a row: a problem that does not know its file and line. */
export type Finding = Omit<RowProblem, "file" | "line">;

/**
 * What stops a preview: a row that the trainer cannot read or that teaches the wrong turn, and a test row that was
 * trained on, because it makes the evaluation say what is not true. Doubts are told: a duplicate is only more weight, a
 * long row is cut by the trainer, and what differs in case or white space can be meant.
 */
export const severities: Readonly<Record<ProblemKind, Severity>> = {
  file: "error",
  encoding: "error",
  json: "error",
  messages: "error",
  role: "error",
  content: "error",
  prompt: "warning",
  duplicate: "warning",
  "near-duplicate": "warning",
  leakage: "error",
  "near-leakage": "warning",
  "too-long": "warning",
};

/**
 * @param expected to be read after "must be"
 * @param found to be read after "found"
 */
export function finding(
  kind: ProblemKind,
  field: string,
  expected: string,
  found: string,
): Finding {
  return { kind, severity: severities[kind], field, expected, found };
}

/** A finding as a sentence for people: where, what was expected, what was found. */
export function problemText({ file, line, field, expected, found }: RowProblem): string {
  const place = field === "file" ? `'${file}'` : `'${file}' line ${line}: ${field}`;
  return `${place} must be ${expected}; found ${found}`;
}
