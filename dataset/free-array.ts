/**
 * Gives the memory of arrays back at once; they are empty afterwards. It is outside V8's heap: where little else is made,
 * the collector would come late.
 */
export function freeArrays(...arrays: readonly { readonly buffer: ArrayBuffer }[]): void {
  for (const { buffer } of arrays) buffer.transfer(0);
}
