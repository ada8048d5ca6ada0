import { createHash } from "node:crypto";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file of a revision, as git and LFS know it. */
export interface ListedFile {
  readonly path: string;
  readonly size: number;
  /** Git's id of the blob; of a large file, of its LFS pointer. */
  readonly oid: string;
  /** SHA-256 of the content, for files kept in LFS. */
  readonly lfs?: string;
  readonly pointerSize?: number;
  /** Where it lies on disk. */
  readonly file: string;
}

export interface Listing {
  /** 40 hex digits, from the paths and contents. */
  readonly commit: string;
  readonly files: readonly ListedFile[];
  readonly date: Date;
}

/** What the hub's default `.gitattributes` of a data set keeps in LFS, as far as it matters here; and what is large. */
const lfsNames = /\.(parquet|arrow|zip|gz|zst|bin)$/i;
const lfsBytes = 10_000_000;

const known = new Map<string, { stamp: string; entry: Omit<ListedFile, "path" | "file"> }>();

const gitBlob = (content: string | Buffer): string =>
  createHash("sha1")
    .update(`blob ${Buffer.byteLength(content)}\0`)
    .update(content)
    .digest("hex");

async function digest(file: string, algorithm: string, head = ""): Promise<string> {
  const hash = createHash(algorithm).update(head);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function describe(file: string): Promise<Omit<ListedFile, "path" | "file">> {
  const { size, mtimeMs, ino } = statSync(file);
  const stamp = `${size}-${mtimeMs}-${ino}`;
  const before = known.get(file);
  if (before?.stamp === stamp) return before.entry;
  let entry: Omit<ListedFile, "path" | "file">;
  if (lfsNames.test(file) || size > lfsBytes) {
    const lfs = await digest(file, "sha256");
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${lfs}\nsize ${size}\n`;
    entry = { size, lfs, oid: gitBlob(pointer), pointerSize: pointer.length };
  } else {
    entry = { size, oid: await digest(file, "sha1", `blob ${size}\0`) };
  }
  known.set(file, { stamp, entry });
  return entry;
}

function walk(folder: string, hidden: ReadonlySet<string>, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .filter(({ name }) => below !== "" || !hidden.has(name))
    .flatMap((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? walk(folder, hidden, path) : [path];
    });
}

/** What lies in a folder now, by path; names in `hidden` are left out at the top. */
export async function listFolder(folder: string, hidden: ReadonlySet<string>): Promise<Listing> {
  const paths = walk(folder, hidden).sort((a, b) => (a < b ? -1 : 1));
  const files: ListedFile[] = [];
  for (const path of paths) {
    const file = join(folder, path);
    files.push({ path, file, ...(await describe(file)) });
  }
  const lines = files.map(({ path, oid }) => `${path}\0${oid}\n`);
  const newest = Math.max(0, ...files.map(({ file }) => statSync(file).mtimeMs));
  const commit = createHash("sha1").update(lines.join("")).digest("hex");
  return { commit, files, date: new Date(newest) };
}
