import { freeArrays } from "../free-array";

/**
 * One key for each conversation: rows are of one when they share their own key (that of their ID) or their content, also by
 * way of other rows. It is the lowest of the rows' own keys, whatever their order. About 30 bytes a row, as the check has.
 * @param own key of each row's identity
 * @param content key of each row's messages
 */
export function conversationKeys(
  own: Float64Array,
  content: Float64Array,
): Float64Array<ArrayBuffer> {
  const rows = own.length;
  const parents = Uint32Array.from({ length: rows }, (_, row) => row);
  const find = (row: number): number => {
    let at = row;
    for (let up = parents[at] ?? at; up !== at; up = parents[at] ?? at) {
      parents[at] = parents[up] ?? up;
      at = up;
    }
    return at;
  };
  const join = (one: number, other: number): void => {
    const [a, b] = [find(one), find(other)];
    if ((own[a] ?? 0) <= (own[b] ?? 0)) parents[b] = a;
    else parents[a] = b;
  };
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * rows + 1)));
  for (const keys of [own, content]) {
    slots.fill(0);
    for (let row = 0; row < rows; row += 1) {
      const first = firstOf(keys, row, slots);
      if (first !== row) join(first, row);
    }
  }
  const keys = Float64Array.from({ length: rows }, (_, row) => own[find(row)] ?? 0);
  freeArrays(slots, parents);
  return keys;
}

/** The first row of the same key. @param slots rows plus one by their keys' low bits; open addressing */
function firstOf(keys: Float64Array, row: number, slots: Uint32Array): number {
  const key = keys[row] ?? 0;
  // a key is a hash: its low bits are as good as any
  for (let slot = key % slots.length; ; slot = (slot + 1) % slots.length) {
    const there = (slots[slot] ?? 0) - 1;
    if (there < 0) slots[slot] = row + 1;
    if (there < 0 || keys[there] === key) return there < 0 ? row : there;
  }
}
