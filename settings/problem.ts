/** One thing that is wrong with the config. */
export interface Problem {
  /** The key as people write it: `training.parameters.learning_rate`, `azure-native:location`. */
  readonly path: string;
  /** One line: what was asked, what was found, what to do. Never a secret's value. */
  readonly line: string;
}

/** The config cannot be used. The message lists every problem, one line each. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(stack: string, problems: readonly Problem[]) {
    // Keys are the user's: a line break in one must not make two problems of it.
    const lines = problems.map((problem) => problem.line.replaceAll(/\s+/g, " ").trim());
    const count = lines.length === 1 ? "a problem" : `${lines.length} problems`;
    super([`The config of stack '${stack}' has ${count}:`, ...lines].join("\n  "));
    this.problems = lines;
  }
}

const longest = 60;

/** A value as messages quote it; what is inside a list or an object is never printed. */
export function quote(value: unknown): string {
  if (value === null) return "(null)";
  if (Array.isArray(value)) return "(a list)";
  if (typeof value === "object") return "(an object)";
  const text = (typeof value === "string" ? value : JSON.stringify(value)).replaceAll(/\s+/g, " ");
  return `'${text.length > longest ? `${text.slice(0, longest)}…` : text}'`;
}

/** Allowed values as messages list them. */
export function list(values: readonly unknown[]): string {
  return values.map((value) => `'${String(value)}'`).join(", ");
}
