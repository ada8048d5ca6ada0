import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { open, readFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

/** Length and SHA-256 of what was written at once. */
interface Sum {
  readonly length: number;
  readonly hash: string;
}

const lineBytes = 8 + 1 + 64 + 1;
const lineOf = ({ length, hash }: Sum): string =>
  `${length.toString(16).padStart(8, "0")} ${hash}\n`;
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * A row group on its way, in two files: its bytes, and a line with length and SHA-256 for each time that some came. A disk
 * that lost its power may have a file's length and not its bytes: only what its lines confirm is taken.
 */
export class Piece {
  readonly path: string;
  readonly #sums: string;

  constructor(folder: string, group: number) {
    this.path = join(folder, `group-${group}.part`);
    this.#sums = join(folder, `group-${group}.sums`);
  }

  /** As the disk has it, confirmed or not. */
  get size(): number {
    return existsSync(this.path) ? statSync(this.path).size : 0;
  }

  /** How many bytes, from the first one on, are what came. */
  async confirmed(): Promise<number> {
    const left = this.size;
    if (left === 0 || !existsSync(this.#sums)) return 0;
    const file = await open(this.path);
    try {
      let at = 0;
      for (const { length, hash } of await this.#lines()) {
        const bytes = Buffer.alloc(Math.min(length, left - at));
        await file.read(bytes, 0, bytes.length, at);
        if (bytes.length < length || sha256(bytes) !== hash) break;
        at += length;
      }
      return at;
    } finally {
      await file.close();
    }
  }

  /** To be written on behind the first `kept` bytes, which are confirmed; what follows them is cut off. */
  async open(kept: number): Promise<PieceWriter> {
    const lines = kept > 0 ? await this.#lines() : [];
    let at = 0;
    const before = lines.filter(({ length }) => (at += length) <= kept);
    const bytes = await open(this.path, "a");
    await bytes.truncate(kept);
    const sums = await open(this.#sums, "a");
    await sums.truncate(before.length * lineBytes);
    return new PieceWriter(bytes, sums);
  }

  async #lines(): Promise<Sum[]> {
    const text = await readFile(this.#sums, "latin1");
    const lines: Sum[] = [];
    for (let at = 0; at < text.length; at += lineBytes) {
      const line = /^([0-9a-f]{8}) ([0-9a-f]{64})\n$/.exec(text.slice(at, at + lineBytes));
      if (line === null) break;
      lines.push({ length: Number.parseInt(line[1] ?? "", 16), hash: line[2] ?? "" });
    }
    return lines;
  }
}

class PieceWriter {
  constructor(
    private readonly bytes: FileHandle,
    private readonly sums: FileHandle,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    await this.bytes.writeFile(bytes);
    await this.sums.writeFile(lineOf({ length: bytes.length, hash: sha256(bytes) }));
  }

  /** All that was written is on the disk. */
  async sync(): Promise<void> {
    await this.bytes.sync();
    await this.sums.sync();
  }

  async close(): Promise<void> {
    await this.bytes.close();
    await this.sums.close();
  }
}
