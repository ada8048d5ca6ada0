/**
 * A name that an object of a JSON text has twice, at any depth. JSON leaves open what that means (RFC 8259, section 4):
 * JavaScript and Python take the last value without a word, and Arrow's reader, which loads the rows for the trainer,
 * refuses the file ("was specified twice").
 * @param value what the text was parsed to
 */
export function repeatedName(text: string, value: unknown): string | undefined {
  // Scanning is slow, counting is not. An escaped quote before a colon, or a blank between them, makes it scan in vain.
  const isPlain = !hidesNames(text) && countNames(text) === countKeys(value);
  return isPlain ? undefined : scan(text);
}

const hints = ['" ', '"\t', '"\r', '\\\\"'];

/** Whether there may be a name that is not counted: one with white space behind it, or a backslash at its end. */
function hidesNames(text: string): boolean {
  return hints.some((hint) => text.includes(hint)) && /"[ \t\r]+:|\\\\":/.test(text);
}

function countNames(text: string): number {
  let count = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2))
    if (text[at - 1] !== "\\") count += 1;
  return count;
}

// Without recursion: a row may be nested deeper than the stack.
function countKeys(value: unknown): number {
  const open = [value].filter(isNested);
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const values: unknown[] = Object.values(next);
    if (!Array.isArray(next)) count += values.length;
    for (const inner of values) if (isNested(inner)) open.push(inner);
  }
  return count;
}

const isNested = (value: unknown): value is object => typeof value === "object" && value !== null;

function scan(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "{") open.push(new Set());
    else if (sign === "[") open.push(undefined);
    else if (sign === "}" || sign === "]") open.pop();
    else if (sign === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      if (names !== undefined && isName(text, end)) {
        const name = JSON.parse(text.slice(at, end)) as string;
        if (names.has(name)) return name;
        names.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** Behind the quote that ends the string. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

function isName(text: string, end: number): boolean {
  const colon = /[ \t\r]*:/y;
  colon.lastIndex = end;
  return colon.test(text);
}
