import { createRequire } from "node:module";

/**
 * `require` for what is loaded only when it is used: @azure/identity, @azure/storage-blob and node-fetch take 75 to 200 ms
 * each, and most runs of a handler need none of them.
 */
export const lazy = createRequire(__filename);

/** The value of the first call, kept. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
