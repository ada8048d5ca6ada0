import { createRequire } from "node:module";

/**
 * `require` for libraries that are loaded only when they are used: @azure/identity, @azure/storage-blob and node-fetch take
 * 75 to 200 ms each, and most runs of a handler need none of them. Not for own files: the provider process has its
 * TypeScript hooks only on the real `require`.
 */
export const lazy = createRequire(__filename);

type Makers = Readonly<Record<string, () => unknown>>;

/** An object whose members are made when they are first read, each once. */
export function lazyMembers<T extends Makers>(
  makers: T,
): { readonly [K in keyof T]: ReturnType<T[K]> } {
  const object = {};
  for (const [name, make] of Object.entries(makers)) {
    let made: { readonly value: unknown } | undefined;
    Object.defineProperty(object, name, {
      enumerable: true,
      get: () => (made ??= { value: make() }).value,
    });
  }
  return object as { readonly [K in keyof T]: ReturnType<T[K]> };
}
