import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Message } from "./conversation";

/** What is used of @huggingface/tokenizers; TypeScript cannot follow the library's own types under `nodenext`. */
interface Tokenizer {
  encode(text: string, options: { readonly add_special_tokens: boolean }): Encoding;
}

interface Encoding {
  readonly ids: readonly number[];
}

interface Library {
  readonly Tokenizer: new (tokenizer: object, config: object) => Tokenizer;
}

/** Tokens of a conversation, with those that its chat template adds. */
export type TokenCounter = (messages: readonly Message[]) => number;

/**
 * Tokens around a message: `<|user|>`, a line feed, `<|end|>` and a line feed.
 * https://huggingface.co/microsoft/Phi-3-mini-4k-instruct, "Chat Format"
 */
const aroundMessage = 4;

const plain = { add_special_tokens: false } as const;
export const estimate = { kind: "estimate", name: "4 characters a token" } as const;

/**
 * Counts with a `tokenizer.json` of Hugging Face (with the `tokenizer_config.json` beside it, where there is one), or
 * estimates without.
 */
export function tokenCounter(tokenizerFile: string | undefined): TokenCounter {
  if (tokenizerFile === undefined) return estimateTokens;
  const tokenizer = load(tokenizerFile);
  const count = (text: string) => tokenizer.encode(text, plain).ids.length;
  return (messages) =>
    messages.reduce((sum, { content }) => sum + aroundMessage + count(content), 0);
}

/** English has about four characters a token; other alphabets have more tokens than bytes let expect. */
function estimateTokens(messages: readonly Message[]): number {
  let tokens = 0;
  for (const { content } of messages) {
    const further = Buffer.byteLength(content) - content.length;
    tokens += aroundMessage + Math.ceil(content.length / 4 + further / 2);
  }
  return tokens;
}

function load(file: string): Tokenizer {
  // Only who has a tokenizer pays for its library.
  const library = createRequire(__filename)("@huggingface/tokenizers") as Library;
  const config = join(dirname(file), "tokenizer_config.json");
  try {
    const tokenizer = new library.Tokenizer(read(file), existsSync(config) ? read(config) : {});
    tokenizer.encode("a", plain);
    return tokenizer;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `'${file}' cannot be used as a tokenizer (${reason}); name the tokenizer.json of the base model on huggingface.co`,
      { cause: error },
    );
  }
}

const read = (file: string): object => JSON.parse(readFileSync(file, "utf8")) as object;
