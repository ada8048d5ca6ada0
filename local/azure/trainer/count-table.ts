/**
 * Open-addressing table from a non-negative integer (below 2^53) to two numbers: a weighted count and the
 * number of distinct continuations. A Map of the same entries takes five times the memory.
 */
export class CountTable {
  #keys = new Float64Array(1024).fill(-1);
  #counts = new Float32Array(1024);
  #types = new Float32Array(1024);
  #size = 0;

  constructor(readonly limit = 6_000_000) {}

  get size(): number {
    return this.#size;
  }

  count(key: number): number {
    return this.#counts[this.#slot(key)] ?? 0;
  }

  types(key: number): number {
    return this.#types[this.#slot(key)] ?? 0;
  }

  /** Adds to an entry, makes it when there is room; true when it is new. */
  add(key: number, count: number, types = 0): boolean {
    let slot = this.#slot(key);
    const isNew = this.#keys[slot] === -1;
    if (isNew) {
      if (this.#size >= this.limit) return false;
      if (this.#size * 2 >= this.#keys.length) {
        this.#grow();
        slot = this.#slot(key);
      }
      this.#keys[slot] = key;
      this.#size += 1;
    }
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
    this.#types[slot] = (this.#types[slot] ?? 0) + types;
    return isNew;
  }

  *entries(): Generator<readonly [key: number, count: number, types: number]> {
    for (let slot = 0; slot < this.#keys.length; slot += 1) {
      const key = this.#keys[slot] ?? -1;
      if (key !== -1) yield [key, this.#counts[slot] ?? 0, this.#types[slot] ?? 0];
    }
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    const low = Math.imul(key >>> 0, 0x9e3779b1);
    const high = Math.imul((key / 4294967296) >>> 0, 0x85ebca6b);
    let slot = (low ^ high ^ ((low ^ high) >>> 15)) & mask;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, counts, types] = [this.#keys, this.#counts, this.#types];
    this.#keys = new Float64Array(keys.length * 2).fill(-1);
    this.#counts = new Float32Array(keys.length * 2);
    this.#types = new Float32Array(keys.length * 2);
    keys.forEach((key, old) => {
      if (key === -1) return;
      const slot = this.#slot(key);
      this.#keys[slot] = key;
      this.#counts[slot] = counts[old] ?? 0;
      this.#types[slot] = types[old] ?? 0;
    });
  }
}
