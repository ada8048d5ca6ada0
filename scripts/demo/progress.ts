/**
 * What the CLI prints without a terminal, line by line, made readable: in its live view a step of the job is cut off at the
 * right edge of most terminals. Nothing is left out but what is said twice and what has not changed.
 * @returns a function that gives the line to print, or undefined for none
 */
export function createProgress(): (line: string) => string | undefined {
  const told = new Set<string>();
  let atEnd = false;
  return (line) => {
    const text = line.trimEnd();
    if (text === "Diagnostics:") atEnd = true;
    // The end has every message once more; errors and warnings bear it.
    if (atEnd) return told.has(text.trim()) && !isGrave(text.trim()) ? undefined : text;
    const message = messageOf(text);
    if (message === undefined) return isNoise(text) ? undefined : text;
    const isRepeated = isGrave(message.text) && told.has(message.text);
    told.add(message.text);
    return isRepeated ? undefined : `    ${message.time.padStart(6)}  ${message.text}`;
  };
}

/** A line of a handler or a warning: it stands behind the stack's own row, the time is since the run began. */
function messageOf(text: string): { time: string; text: string } | undefined {
  const [, time = "", said] =
    /^ *\S? +pulumi:pulumi:Stack \S+ +(?:\w+ )?(?:\(([\dms.]+)\) )?(\S.*)$/.exec(text) ?? [];
  // `**creating failed**`, `1 warning; 43 messages`: the row itself, at the end of the run
  const isRow = said === undefined || /^(\*\*|\(|\d+ (error|warning|message)s?\b|\w+$)/.test(said);
  return isRow ? undefined : { time, text: said };
}

const isGrave = (text: string): boolean => /^(error|warning):/.test(text);

/** Dots, the start of what has an end, and what stays as it is. */
function isNoise(text: string): boolean {
  return [
    /^@ \w+\.*$/,
    /^ *[-+~<>=]+ +\S+ \S+ (creating|updating|deleting|reading|replacing) \([\dms.]+\)( \[diff: .*\])?$/,
    /^ *[-+~<>=]+ +\S+ \S+ refresh(ing)? \([\dms.]+\)$/,
    /^ {4}\S+:\S+:\S+ \S+( running)?$|^ {4}\S+\/\S+:\S+ \S+$/,
  ].some((form) => form.test(text));
}
