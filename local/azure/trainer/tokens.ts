/** Words, numbers, line breaks and single marks: the tokens of the small model. */
const token = /\p{L}+(?:['’]\p{L}+)*|\p{N}+(?:[.,:]\p{N}+)*|\n|[^\s]/gu;

/** Marks of a chat turn, as the Phi-3 chat template writes them. */
export const turnMarks = {
  system: "<|system|>",
  user: "<|user|>",
  assistant: "<|assistant|>",
  end: "<|end|>",
} as const;

/** Ids fit into 17 bits, so that three of them fit into one exact double. */
export const vocabularyLimit = 1 << 17;

/** Splits text into tokens; white space other than line breaks is dropped. */
export function tokenise(text: string): string[] {
  return text.match(token) ?? [];
}

const opening = new Set(["(", "[", "{", "“", "¿", "$"]);
const closing = /^[.,;:!?)\]}%”’]+$/u;

/** Joins tokens to readable text: no space before closing marks or after opening ones. */
export function detokenise(tokens: readonly string[]): string {
  let text = "";
  let glue = true;
  for (const word of tokens) {
    const space = glue || closing.test(word) || word === "\n" ? "" : " ";
    text += space + word;
    glue = opening.has(word) || word === "\n" || word === "-" || word === "/";
    if (word === "-" && text.endsWith(" -")) glue = false;
  }
  return text.trim();
}

/** Words and their ids; id 0 stands for every word that came after the table was full. */
export class Vocabulary {
  readonly words: string[];
  readonly #ids: Map<string, number>;

  constructor(words: readonly string[] = ["<unk>"]) {
    this.words = [...words];
    this.#ids = new Map(this.words.map((word, id) => [word, id]));
  }

  /** Id of a known word, 0 of an unknown one. */
  find(word: string): number {
    return this.#ids.get(word) ?? 0;
  }

  /** Id of a word, which is added when it is new and there is room. */
  learn(word: string): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    if (this.words.length >= vocabularyLimit) return 0;
    this.words.push(word);
    this.#ids.set(word, this.words.length - 1);
    return this.words.length - 1;
  }

  word(id: number): string {
    return this.words[id] ?? "<unk>";
  }
}
