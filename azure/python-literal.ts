/** What a Python literal can be. A tuple is an array; keys of a dict become strings. */
export type PythonValue =
  | string
  | number
  | boolean
  | null
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

/** The text is no Python literal; says where and what was expected. */
export class PythonLiteralError extends Error {
  override readonly name = "PythonLiteralError";

  constructor(text: string, at: number, expected: string) {
    const found = at < text.length ? `'${text.slice(at, at + 12)}'` : "the end";
    super(`not a Python literal: expected ${expected} at character ${at + 1}, found ${found}`);
  }
}

/**
 * Reads what Python's `ast.literal_eval` reads, but for bytes, sets, complex numbers and string prefixes: dict, list, tuple,
 * str, int, float, bool, None. The registry keeps model defaults in this form (docs.python.org, "ast.literal_eval").
 * @throws PythonLiteralError
 */
export function parsePythonLiteral(text: string): PythonValue {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

const numberForm = /[+-]?(?:0x[\da-f]+|0o[0-7]+|0b[01]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)/iy;
const wordForm = /[A-Za-z_]\w*/y;

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  value(): PythonValue {
    const next = this.#peek();
    if (next === "{") return this.#dict();
    if (next === "[") return this.#items("[", "]").values;
    if (next === "(") return this.#tuple();
    if (next === "'" || next === '"') return this.#strings();
    if (/[\d.+-]/.test(next)) return this.#number();
    return this.#word();
  }

  end(): void {
    if (this.#peek() !== "") this.#fail("the end");
  }

  #dict(): PythonValue {
    const entries: [string, PythonValue][] = [];
    this.#take("{");
    while (this.#peek() !== "}") {
      const key = this.value();
      if (typeof key === "object" && key !== null) this.#fail("a plain key before this");
      this.#take(":");
      entries.push([String(key), this.value()]);
      if (this.#peek() !== "}") this.#take(",", "',' or '}'");
    }
    this.#take("}");
    // Not an assignment: a key named __proto__ is a key like any other.
    return Object.fromEntries(entries);
  }

  #items(open: string, close: string): { values: PythonValue[]; commas: number } {
    const values: PythonValue[] = [];
    let commas = 0;
    this.#take(open);
    while (this.#peek() !== close) {
      values.push(this.value());
      if (this.#peek() === close) break;
      this.#take(",", `',' or '${close}'`);
      commas += 1;
    }
    this.#take(close);
    return { values, commas };
  }

  /** `(1)` is 1, `(1,)` and `()` are tuples. */
  #tuple(): PythonValue {
    const { values, commas } = this.#items("(", ")");
    const [only] = values;
    return values.length === 1 && commas === 0 && only !== undefined ? only : values;
  }

  /** Adjacent strings are one. */
  #strings(): string {
    let text = "";
    while (this.#peek() === "'" || this.#peek() === '"') text += this.#string();
    return text;
  }

  #string(): string {
    const quote = this.text.slice(this.#at, this.#at + 3);
    const isTriple = quote === "'''" || quote === '"""';
    const close = isTriple ? quote : quote.slice(0, 1);
    this.#at += close.length;
    let text = "";
    while (!this.text.startsWith(close, this.#at)) {
      const char = this.text[this.#at];
      if (char === undefined || (char === "\n" && !isTriple)) this.#fail(`closing ${close}`);
      text += char === "\\" ? this.#escape() : char;
      if (char !== "\\") this.#at += 1;
    }
    this.#at += close.length;
    return text;
  }

  #escape(): string {
    const rest = this.text.slice(this.#at + 1, this.#at + 11);
    const code = /^(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3}))/i.exec(rest);
    if (code) {
      const [all, x, u, long, octal] = code;
      const point = octal === undefined ? parseInt(x ?? u ?? long ?? "", 16) : parseInt(octal, 8);
      if (point > 0x10ffff) this.#fail("a character below \\U00110000");
      this.#at += 1 + all.length;
      return String.fromCodePoint(point);
    }
    const char = rest.slice(0, 1);
    this.#at += 1 + char.length;
    // Python keeps the backslash of an escape that it does not know.
    return escapes[char] ?? `\\${char}`;
  }

  #number(): number {
    const [found] = this.#match(numberForm) ?? this.#fail("a number");
    const digits = found.replaceAll("_", "");
    return digits.startsWith("-") ? -Number(digits.slice(1)) : Number(digits.replace(/^\+/, ""));
  }

  #word(): boolean | null {
    const start = this.#at;
    const word = this.#match(wordForm)?.[0];
    if (word === "True") return true;
    if (word === "False") return false;
    if (word === "None") return null;
    this.#at = start;
    return this.#fail("a value");
  }

  #match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.#at;
    const found = form.exec(this.text);
    if (found) this.#at = form.lastIndex;
    return found;
  }

  /** The next character that is no white space, or "" at the end. */
  #peek(): string {
    while (/\s/.test(this.text[this.#at] ?? "")) this.#at += 1;
    return this.text[this.#at] ?? "";
  }

  #take(char: string, expected = `'${char}'`): void {
    if (this.#peek() !== char) this.#fail(expected);
    this.#at += char.length;
  }

  #fail(expected: string): never {
    throw new PythonLiteralError(this.text, this.#at, expected);
  }
}
