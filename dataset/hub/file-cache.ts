import { createHash, randomUUID } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { diskReason } from "../disk-error";
import { HubError } from "./hub-error";
import { pause } from "./pause";
import { Piece } from "./piece";

/** A parquet file with some of the row groups of the hub's file. */
export interface CachedRows {
  readonly path: string;
  readonly first: number;
  readonly last: number;
}

const rowsName = /^rows-(\d+)-(\d+)-([0-9a-f]{64})\.parquet$/;
const footerName = /^footer-([0-9a-f]{64})$/;
const pieceName = /^group-(\d+)\.(?:part|sums)$/;
/** Longer than any one fetch of a file should take; in milliseconds. */
const longestLock = 6 * 3_600_000;

/**
 * What is kept of one version of one file. Names carry the SHA-256 of the content, so that a file and what it has to be
 * appear in one rename; row groups on their way grow in files of their own.
 */
export class FileCache {
  constructor(readonly folder: string) {}

  /** The footer's bytes, when they are there and whole. */
  async footer(): Promise<Buffer | undefined> {
    for (const name of this.#names()) {
      const hash = footerName.exec(name)?.[1];
      if (hash === undefined) continue;
      const bytes = await readFile(join(this.folder, name));
      if (createHash("sha256").update(bytes).digest("hex") === hash) return bytes;
    }
    return undefined;
  }

  async putFooter(bytes: Uint8Array): Promise<void> {
    const hash = createHash("sha256").update(bytes).digest("hex");
    await this.write(`footer-${hash}`, async (file) => {
      await file.writeFile(bytes);
      return `footer-${hash}`;
    });
  }

  /** Whole files that hold some of the row groups; one that is not what its name says is put in `broken`. */
  async rows(first: number, last: number, broken: string[] = []): Promise<CachedRows[]> {
    const found: CachedRows[] = [];
    for (const name of this.#names()) {
      const [, from, to, hash] = rowsName.exec(name) ?? [];
      if (hash === undefined || Number(from) > last || Number(to) < first) continue;
      const path = join(this.folder, name);
      const is = await hashOf(path).catch(unlessGone);
      if (is === hash) found.push({ path, first: Number(from), last: Number(to) });
      else if (is !== undefined) broken.push(path);
    }
    return found;
  }

  /** What came already of a row group. */
  piece(group: number): Piece {
    return new Piece(this.folder, group);
  }

  /** Also what a run that was killed left of a file that it was writing. The caller holds the folder. */
  async dropPieces(first = 0, last = Number.POSITIVE_INFINITY): Promise<void> {
    for (const name of this.#names()) {
      const group = Number(pieceName.exec(name)?.[1] ?? Number.NaN);
      const isHalf = name.startsWith("rows-") && name.endsWith(".new");
      if (isHalf || (group >= first && group <= last))
        await rm(join(this.folder, name), { force: true });
    }
  }

  /** Removes files that hold nothing but what a newer one holds too. The caller holds the folder. */
  async dropWithin({ path, first, last }: CachedRows): Promise<void> {
    for (const name of this.#names()) {
      const [, from, to] = rowsName.exec(name) ?? [];
      const isWithin = Number(from) >= first && Number(to) <= last;
      const other = join(this.folder, name);
      if (isWithin && other !== path) await rm(other, { force: true });
    }
  }

  /** Writes under a temporary name; `fill` tells the one that the whole file gets. */
  async write(
    label: string,
    fill: (file: Awaited<ReturnType<typeof open>>) => Promise<string>,
  ): Promise<string> {
    mkdirSync(this.folder, { recursive: true });
    const fresh = join(this.folder, `${label}.${randomUUID()}.new`);
    const file = await open(fresh, "w");
    try {
      const path = join(this.folder, await fill(file));
      await file.sync();
      await rename(fresh, path);
      return path;
    } catch (error) {
      // on a full disk it takes room
      await rm(fresh, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  }

  /** One at a time works on the folder; the others wait and then find what it has left. */
  async alone<T>(
    { log, signal }: { log: (line: string) => void; signal: AbortSignal | undefined },
    work: () => Promise<T>,
  ): Promise<T> {
    mkdirSync(this.folder, { recursive: true });
    const deadline = Date.now() + longestLock;
    let release = await this.#lock();
    if (!release) log(`another run fetches into '${this.folder}': waiting for it`);
    for (; !release; release = await this.#lock()) {
      if (Date.now() > deadline)
        throw new HubError(
          `another run holds '${this.folder}' for 6 hours: end it, or name another folder`,
        );
      await pause(500, signal);
    }
    try {
      return await work();
    } finally {
      await release().catch(() => undefined);
    }
  }

  /** Undefined while another holds it. One that was killed holds it for 6 s. */
  async #lock(): Promise<(() => Promise<void>) | undefined> {
    try {
      return await lock(this.folder, { stale: 6000, onCompromised: () => undefined });
    } catch (error) {
      if ((error as { code?: string }).code === "ELOCKED") return undefined;
      throw error;
    }
  }

  #names(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder) : [];
  }
}

/** Another run put a larger file in its place. */
function unlessGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** An error of the file system in words for people. Other errors stay as they are. */
export function explainDisk(error: unknown, folder: string): unknown {
  const reason = diskReason(error);
  if (reason === undefined) return error;
  const line = `cannot keep what was fetched in '${folder}': ${reason}; mend that, or name another cache folder by XDG_CACHE_HOME (the Pulumi CLI is kept there, too)`;
  return new HubError(line, { cause: error });
}
