import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { FileChangedError } from "./hub-error";
import type { CachedRows, FileCache } from "./file-cache";
import { footerBytes, footerOfPart, magic, parseFooter, type Footer, type Span } from "./footer";
import type { RangeReader } from "./remote-file";

/** Enough for the footer of some 200 row groups of four columns: mostly one request. */
const firstRead = 1 << 16;
/** A request for row groups: large enough that its start does not count, small enough for several at a time. */
const largestRun = 16 << 20;
const runsAtATime = 4;

/** The footer of a file on the hub, from the cache or by one or two requests. */
export async function fetchFooter(reader: RangeReader, cache: FileCache): Promise<Footer> {
  const { path, size } = reader.file;
  const kept = await cache.footer();
  if (kept !== undefined) return parseFooter(kept, path);
  const from = Math.max(0, size - firstRead);
  let end = await reader.bytes(from, size);
  const length = Math.min(size, footerBytes(end, path));
  if (length > end.length) {
    const before = await reader.bytes(size - length, from);
    end = new Uint8Array(Buffer.concat([before, end]));
  }
  const bytes = end.subarray(end.length - length);
  const footer = parseFooter(bytes, path);
  await cache.putFooter(bytes);
  return footer;
}

/** What of the row groups `first` to `last` the cache does not have, as bytes of the hub's file. */
export interface FilePlan {
  readonly cache: FileCache;
  readonly footer: Footer;
  readonly first: number;
  readonly last: number;
  readonly whole: string | undefined;
  readonly sources: readonly CachedRows[];
  readonly missing: readonly MissingGroup[];
}

interface MissingGroup {
  readonly group: number;
  /** Bytes of it that are there. */
  readonly kept: number;
  /** What is still to be fetched of it. */
  readonly span: Span;
}

export async function planFile(
  cache: FileCache,
  footer: Footer,
  part: { readonly first: number; readonly last: number },
  broken: string[] = [],
): Promise<FilePlan> {
  const { first, last } = part;
  const sources = await cache.rows(first, last, broken);
  const whole = sources.find((rows) => rows.first === first && rows.last === last)?.path;
  const missing: MissingGroup[] = [];
  for (const [group, { from, to }] of footer.spans.entries()) {
    const isAsked = group >= first && group <= last;
    if (!isAsked || sources.some((rows) => rows.first <= group && group <= rows.last)) continue;
    const kept = await cache.piece(group).confirmed();
    if (kept < to - from) missing.push({ group, kept, span: { from: from + kept, to } });
  }
  return { cache, footer, first, last, whole, sources, missing };
}

export const missingBytes = ({ missing }: FilePlan): number =>
  missing.reduce((sum, { span }) => sum + span.to - span.from, 0);

/** Fetches what is missing, then writes the parquet file. The caller holds the folder. @returns its path */
export async function fetchFile(plan: FilePlan, reader: RangeReader): Promise<string> {
  if (plan.whole !== undefined) return plan.whole;
  const { cache } = plan;
  try {
    const waiting = runsOf(plan.missing);
    const work = async (): Promise<void> => {
      for (let run = waiting.shift(); run; run = waiting.shift())
        await fetchRun(run, reader, cache);
    };
    await settled(Array.from({ length: runsAtATime }, work));
    const path = await assemble(plan);
    await cache.dropPieces(plan.first, plan.last);
    await cache.dropWithin({ path, first: plan.first, last: plan.last });
    return path;
  } catch (error) {
    // What came before may be of the other version.
    if (error instanceof FileChangedError) await cache.dropPieces();
    throw error;
  }
}

/** All of them ended before the first failure is told: nobody writes any more. */
async function settled(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

/** Neighbours in the file share a request. */
function runsOf(missing: readonly MissingGroup[]): MissingGroup[][] {
  const total = missing.reduce((sum, { span }) => sum + span.to - span.from, 0);
  const most = Math.min(largestRun, Math.max(total / runsAtATime, 1 << 20));
  const runs: MissingGroup[][] = [];
  let size = 0;
  for (const group of missing) {
    const run = runs.at(-1);
    const isNext = run?.at(-1)?.span.to === group.span.from;
    if (run !== undefined && isNext && size < most) run.push(group);
    else {
      runs.push([group]);
      size = 0;
    }
    size += group.span.to - group.span.from;
  }
  return runs;
}

async function fetchRun(
  run: readonly MissingGroup[],
  reader: RangeReader,
  cache: FileCache,
): Promise<void> {
  const chunks = reader.read(run[0]?.span.from ?? 0, run.at(-1)?.span.to ?? 0);
  let rest: Uint8Array = new Uint8Array();
  for (const { group, kept, span } of run) {
    const piece = await cache.piece(group).open(kept);
    try {
      for (let left = span.to - span.from; left > 0;) {
        if (rest.length === 0) rest = (await chunks.next()).value as Uint8Array;
        const part = rest.subarray(0, left);
        await piece.write(part);
        left -= part.length;
        rest = rest.subarray(part.length);
      }
      await piece.sync();
    } finally {
      await piece.close();
    }
  }
}

/** Where a row group's bytes lie on this disk. */
function placeOf(
  { cache, footer, sources }: FilePlan,
  group: number,
): { path: string; at: number } {
  const rows = sources.find(({ first, last }) => first <= group && group <= last);
  if (rows === undefined) return { path: cache.piece(group).path, at: 0 };
  const before = footer.spans.slice(rows.first, group);
  return {
    path: rows.path,
    at: magic.length + before.reduce((sum, { from, to }) => sum + to - from, 0),
  };
}

async function assemble(plan: FilePlan): Promise<string> {
  const { cache, footer, first, last } = plan;
  return cache.write(`rows-${first}-${last}`, async (file) => {
    const hash = createHash("sha256");
    let size = 0;
    const append = async (bytes: Uint8Array): Promise<void> => {
      hash.update(bytes);
      size += bytes.length;
      await file.writeFile(bytes);
    };
    await append(magic);
    for (let group = first; group <= last; group += 1) {
      const { path, at } = placeOf(plan, group);
      const { from, to } = footer.spans[group] ?? { from: 0, to: 0 };
      // longer: a run that slept past the end of its lock woke up and wrote too
      const piece = cache.piece(group);
      if (path === piece.path && piece.size !== to - from)
        throw new FileChangedError(`'${path}' changed while it was read`);
      if (from === to) continue;
      const range = { start: at, end: at + to - from - 1, highWaterMark: 1 << 20 };
      const whole = size + to - from;
      for await (const chunk of createReadStream(path, range)) await append(chunk as Buffer);
      if (size !== whole) throw new FileChangedError(`'${path}' changed while it was read`);
    }
    await append(footerOfPart(footer, first, last));
    return `rows-${first}-${last}-${hash.digest("hex")}.parquet`;
  });
}

/** Removes what is no longer what it was. */
export async function removeBroken(
  paths: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  for (const path of paths) {
    log(`'${path}' was changed or is not whole: it is fetched again`);
    await rm(path, { force: true });
  }
}
