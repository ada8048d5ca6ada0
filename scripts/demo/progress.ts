/**
 * What the CLI prints without a terminal, line by line, made readable: in its live view a step of the job is cut off at the
 * right edge of most terminals. Left out are what is said twice and what has not changed.
 */
export class Progress {
  readonly #told = new Set<string>();
  /** Headings of the diagnostics that have nothing below them yet; undefined outside of the diagnostics. */
  #headings: string[] | undefined;
  readonly #seconds: () => number;

  /** @param seconds since the run began: the CLI tells them only where the stack's own row changes */
  constructor(seconds: () => number) {
    this.#seconds = seconds;
  }

  /** Lines to print for a line of the CLI. */
  shorten(line: string): string[] {
    const text = line.trimEnd();
    if (text === "Diagnostics:") this.#headings = [];
    else if (this.#headings && !/^( {2}|$)/.test(text)) this.#headings = undefined;
    return this.#headings ? this.#diagnostic(text, this.#headings) : this.#row(text);
  }

  #row(text: string): string[] {
    const message = messageOf(text);
    if (message === undefined) return isNoise(text) ? [] : [text];
    const isRepeated = message.text.startsWith("warning:") && this.#told.has(message.text);
    this.#told.add(message.text);
    const time = message.time === "" ? `${Math.floor(this.#seconds())}s` : message.time;
    return isRepeated ? [] : [`    ${time.padStart(6)}  ${message.text}`];
  }

  /** The end has every message once more; only errors bear it. */
  #diagnostic(text: string, headings: readonly string[]): string[] {
    const said = text.trim();
    if (!/^ {4}/.test(text)) {
      // Of two headings of resources the first has nothing below it.
      const kept = headings.filter((heading) => !heading.startsWith(" "));
      if (said !== "") this.#headings = [...kept, text];
      return [];
    }
    if (this.#told.has(said) && !said.startsWith("error:")) return [];
    this.#headings = [];
    return [...headings, text];
  }
}

/** A line of a handler or a warning: it stands behind the stack's own row, the time is since the run began. */
function messageOf(text: string): { time: string; text: string } | undefined {
  const [, time = "", said] =
    /^ *\S? +pulumi:pulumi:Stack \S+ +(?:[a-z]+ )?(?:\(([\dms.]+)\) )?(\S.*)$/.exec(text) ?? [];
  // `**creating failed**`, `1 warning; 43 messages`: the row itself, at the end of the run
  const isRow = said === undefined || /^(\*\*|\(|\d+ (error|warning|message)s?\b|\w+$)/.test(said);
  return isRow ? undefined : { time, text: said };
}

/** Dots, the start of what has an end, and what stays as it is. */
function isNoise(text: string): boolean {
  return [
    /^@ \w+\.*$/,
    /^ *[-+~<>=]+ +\S+ \S+ (creating|updating|deleting|reading|replacing) \([\dms.]+\)( \[diff: .*\])?$/,
    /^ *[-+~<>=]+ +\S+ \S+ refresh(ing)? \([\dms.]+\)$/,
    /^ {4}\S+:\S+:\S+ \S+( running)?$|^ {4}\S+\/\S+:\S+ \S+$/,
  ].some((form) => form.test(text));
}
