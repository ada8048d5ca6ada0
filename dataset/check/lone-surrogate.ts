/**
 * Path of the first text with half of a surrogate pair, or undefined. Such a text comes from an escape such as `\ud83d`;
 * Python reads it and fails when it writes it as UTF-8.
 */
export function loneSurrogate(row: unknown): string | undefined {
  const open: [string, unknown][] = [["", row]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value] = next;
    if (typeof value === "string" && !value.isWellFormed()) return path === "" ? "row" : path;
    if (typeof value !== "object" || value === null) continue;
    const inner = Object.entries(value).map(([key, one]): [string, unknown] => {
      const step = Array.isArray(value) ? `[${key}]` : path === "" ? key : `.${key}`;
      return [path + step, one];
    });
    const name = Object.keys(value).find((key) => !key.isWellFormed());
    if (name !== undefined) return path === "" ? "row" : path;
    open.push(...inner.reverse());
  }
  return undefined;
}
