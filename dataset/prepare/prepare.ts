import { dirname, join, resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { HubRows } from "../hub/types";
import { rowsOfPercent } from "../split/rows-of-percent";
import type { Split } from "../split/split";
import { openEngine } from "./engine";
import { findMade, type MadeFile, place, refuseForeign, refuseSameFile } from "./made-files";
import { inOutputFolder } from "./output-folder";
import { explainFailure } from "./explain-failure";
import { refuseLaxJson } from "./lax-json";
import { PrepareError } from "./prepare-error";
import { readRelation, type Relation } from "./relation";
import { leftOutLines, nulledNumbers } from "./repairs";
import { type Amount, type OpenSource, type RowSource, stateOf } from "./row-source";
import { refuseBrokenGzip } from "./whole-gzip";
import { filesOf, type Output, type Written, writeRows } from "./write-rows";

/** Goes up whenever the same inputs give other bytes. */
const algorithm = 3;

export interface PrepareOptions {
  /** How far the work is, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly log?: (line: string) => void;
  /** Ends the work; nothing is left behind. */
  readonly signal?: AbortSignal;
}

/** What was done. */
export interface Prepared {
  /** False when everything was there already. */
  readonly made: boolean;
  /** That with the training rows first. */
  readonly files: readonly MadeFile[];
  /** Set when rows were fetched from the hub or found in its cache. */
  readonly hub?: HubRows;
}

/**
 * Rows of a source as JSON Lines: `{"prompt":…,"prompt_id":…,"messages":[…]}` as the source has them, in its order. A file
 * is in its place when it is complete, or not at all. The same inputs twice: the second time nothing is done.
 * @throws PrepareError, SplitError, or what fetching rows throws
 */
export async function prepare(
  source: RowSource,
  output: Output,
  options: PrepareOptions = {},
): Promise<Prepared> {
  const files = filesOf(output).map((file) => resolve(file));
  const folder = dirname(files[0] ?? "");
  const { log = () => undefined, signal } = options;
  const waiting = () => {
    log(`Another run works in '${folder}', or was killed there; waiting for it`);
  };
  try {
    signal?.throwIfAborted();
    refuseSameFile(files, source.file);
    const inputs = JSON.stringify({ algorithm, source: await source.identify(), ...how(output) });
    return await inOutputFolder(files, waiting, async ({ temporary, ...held }) => {
      const there = findMade(files, inputs, log);
      if (there !== undefined) return { made: false, files: there };
      const opened = await source.open();
      const before = stateOf(opened.pieces);
      const ending = AbortSignal.any([held.signal, ...(signal === undefined ? [] : [signal])]);
      const written = await write(source, opened, output, temporary, {
        ...options,
        signal: ending,
      });
      if (stateOf(opened.pieces) !== before)
        throw new PrepareError(`${source.name} changed while it was read; try again`);
      await refuseForeign(written);
      ending.throwIfAborted();
      held.confirm();
      const made = place(written, inputs);
      return { made: true, files: made, ...(opened.hub === undefined ? {} : { hub: opened.hub }) };
    });
  } catch (error) {
    const paths = source.file === undefined ? [] : [source.file];
    throw signal?.aborted === true
      ? error
      : await explainFailure(error, source.name, folder, paths);
  }
}

/** What of an output decides its bytes. */
function how(output: Output) {
  if (output.kind === "whole") return { split: "whole" };
  const { kind, testShare, seed } = output;
  return { split: kind, testShare, seed };
}

async function write(
  source: RowSource,
  opened: OpenSource,
  output: Output,
  temporary: string,
  { onProgress, log, signal }: PrepareOptions,
): Promise<readonly Written[]> {
  for (const { path } of opened.pieces) await refuseBrokenGzip(path, signal);
  const first = await openEngine(join(temporary, "memory"));
  const second = await openEngine(join(temporary, "more-memory")).catch((error: unknown) => {
    first.close();
    throw error;
  });
  const connections = [first.connection, second.connection] as const;
  const stop = () => {
    for (const one of connections) one.interrupt();
  };
  signal?.addEventListener("abort", stop);
  try {
    const all = await readRelation(first.connection, opened.pieces);
    const relation = await cut(first.connection, all, opened, source.name);
    await refuseLaxJson(first.connection, relation, source.name);
    const { written, split } = await writeRows(connections, relation, output, {
      temporary,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    if (written.every(({ rows }) => rows === 0))
      throw new PrepareError(`${source.name} has no row; give another source`);
    if (split !== undefined) tellSplit(output.kind, split, log);
    if (log !== undefined) await tellRepairs(first.connection, relation, opened, written, log);
    return written;
  } finally {
    signal?.removeEventListener("abort", stop);
    first.close();
    second.close();
  }
}

/** The first rows only, where the pieces hold more. */
async function cut(
  connection: DuckDBConnection,
  relation: Relation,
  { amount }: OpenSource,
  name: string,
): Promise<Relation> {
  if (amount === undefined || ("percent" in amount && amount.percent === 100)) return relation;
  const rows = await rowsOf(connection, relation, amount, name);
  const first = (query: string) => `SELECT * FROM (${query}) LIMIT ${rows}`;
  const { texts, identified, numbers, lax } = relation;
  return {
    ...relation,
    ...{ texts: first(texts), identified: first(identified) },
    ...(numbers === undefined ? {} : { numbers: { ...numbers, query: first(numbers.query) } }),
    ...(lax === undefined ? {} : { lax: first(lax) }),
  };
}

async function rowsOf(
  connection: DuckDBConnection,
  { count }: Relation,
  amount: Amount,
  name: string,
): Promise<number> {
  if ("rows" in amount) return amount.rows;
  const total = Number((await connection.runAndReadAll(count)).getRows()[0]?.[0]);
  const rows = rowsOfPercent(amount.percent, total);
  if (rows > 0) return rows;
  throw new PrepareError(
    `${amount.percent} % of the ${total} rows of ${name} is no row; ask for a number of rows`,
  );
}

/** Nothing is repaired silently. */
async function tellRepairs(
  connection: DuckDBConnection,
  relation: Relation,
  { pieces }: OpenSource,
  written: readonly Written[],
  log: (line: string) => void,
): Promise<void> {
  const rows = written.reduce((sum, one) => sum + one.rows, 0);
  const told = [await nulledNumbers(connection, relation)];
  for (const { path } of pieces) told.push(await leftOutLines(path, rows));
  for (const line of told) if (line !== undefined) log(line);
}

function tellSplit(
  kind: Output["kind"],
  { testRows, wantedTestRows, isNearest }: Split,
  log: ((line: string) => void) | undefined,
): void {
  const why =
    kind === "exact"
      ? `conversations that occur more than once stay together, and ${isNearest ? "no other number is nearer" : "they are of too many sizes to look for the nearest number"}`
      : "a split by hash has about the share that was asked for";
  if (testRows !== wantedTestRows)
    log?.(`${testRows} rows are for tests, not ${wantedTestRows}: ${why}`);
}
