/** Numbers below 2 ** 32 in four bytes each, for as many as there are rows. */
export class GrowingWords {
  #words = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#words[index] ?? 0;
  }

  push(word: number): void {
    if (this.#length === this.#words.length)
      this.#words = new Uint32Array(this.#words.buffer.transfer(this.#words.byteLength * 2));
    this.#words[this.#length] = word;
    this.#length += 1;
  }

  /** A copy of what is there; the room stays for what comes next. */
  take(): Uint32Array<ArrayBuffer> {
    const words = this.#words.slice(0, this.#length);
    this.#length = 0;
    return words;
  }
}
