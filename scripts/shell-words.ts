/** Words as a shell takes them, one blank apart. */
export function shellWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}
