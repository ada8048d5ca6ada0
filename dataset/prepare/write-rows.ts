import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { freeArrays } from "../free-array";
import { conversationKeys } from "../split/conversation-keys";
import { rowKeySql } from "../split/row-key";
import { byOwnKeys, splitExact, splitStable, type Split } from "../split/split";
import { literal, watched } from "./engine";
import { flushEarly } from "./flush-early";
import type { Relation } from "./relation";
import { readKeys } from "./row-keys";

/**
 * Where rows go. `exact` and `stable` never put one conversation on both sides. `whole` copies a split that the data set
 * has itself and promises nothing about another one of it: what both have is for the check of the two files to find.
 */
export type Output =
  | { readonly kind: "whole"; readonly file: string }
  | {
      readonly kind: "exact" | "stable";
      readonly train: string;
      readonly test: string;
      /** Share of the rows that are for tests, above 0 and below 1. */
      readonly testShare: number;
      readonly seed: number;
    };

/** A file that is written and not yet in its place. */
export interface Written {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
}

/** Each row's text is a line of its own; JSON has no raw line feed. */
const lines = `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ''`;

/** The files of an output, that with the training rows first. */
export function filesOf(output: Output): readonly string[] {
  return output.kind === "whole" ? [output.file] : [output.train, output.test];
}

/**
 * Writes JSON Lines into a temporary folder, in the order of the rows. Both sides of a split are written at the same time,
 * each by an engine of its own that leaves the other's rows out.
 */
export async function writeRows(
  [first, second]: readonly [DuckDBConnection, DuckDBConnection],
  relation: Relation,
  output: Output,
  { temporary, onProgress }: { temporary: string; onProgress?: (share: number) => void },
): Promise<{ readonly written: readonly Written[]; readonly split?: Split }> {
  const path = (name: string) => join(temporary, name);
  if (output.kind === "whole") {
    const from = path("rows");
    const rows = await watched(first, copy(first, relation.texts, from), onProgress);
    return { written: [{ from, to: output.file, rows }] };
  }
  const { kind, testShare, seed, train, test } = output;
  const key = rowKeySql("id", seed);
  const [own, content] = await readKeys(
    first,
    `SELECT ${key}, (content >> 11)::DOUBLE FROM (${relation.identified})`,
  );
  const conversations = conversationKeys(own, content);
  const ofConversations = (kind === "exact" ? splitExact : splitStable)(conversations, testShare);
  const split = byOwnKeys(ofConversations, own, conversations);
  freeArrays(own, content, conversations);
  const side = (isTest: boolean) =>
    `SELECT text FROM (SELECT text, ${key} AS key FROM (${relation.identified})) WHERE ${isTest ? "" : "NOT "}(${condition(split)})`;
  const copies = [copy(first, side(false), path("train")), copy(second, side(true), path("test"))];
  const rows = await watched(first, bothOf(copies), onProgress);
  if (rows[0] !== split.trainRows || rows[1] !== split.testRows)
    throw new Error(
      `${split.trainRows} and ${split.testRows} rows were read, ${rows.join(" and ")} were written`,
    );
  const written = [
    { from: path("train"), to: train, rows: split.trainRows },
    { from: path("test"), to: test, rows: split.testRows },
  ];
  return { written, split };
}

async function copy(connection: DuckDBConnection, query: string, file: string): Promise<number> {
  const work = connection.run(`COPY (${query}) TO ${literal(file)} (${lines})`);
  return (await flushEarly(file, work)).rowsChanged;
}

/** An engine that still works must not be closed: one that fails is told of when the other has ended, too. */
async function bothOf(copies: readonly Promise<number>[]): Promise<number[]> {
  await Promise.allSettled(copies);
  return Promise.all(copies);
}

function condition({ upTo, more }: Split): string {
  const also = more.length === 0 ? "" : ` OR key IN (${[...more].map(double).join(", ")})`;
  return `key <= ${double(upTo)}${also}`;
}

const double = (value: number): string => `${value}::DOUBLE`;
