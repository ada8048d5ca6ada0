/** The most of a text that a finding quotes, in characters. */
const quoted = 40;

/** A value in a few words, to be read after "found". */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return value.trim() === "" ? "an empty text" : quote(value);
  return `the ${typeof value} ${JSON.stringify(value)}`;
}

/** The start of a text in quotes, on one line and without what a terminal would obey. */
export function quote(text: string): string {
  const shown = text
    .slice(0, quoted)
    .replaceAll(/\p{Cc}+/gu, " ")
    .toWellFormed();
  return text.length > quoted ? `'${shown}…'` : `'${shown}'`;
}
