import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SchemaElement } from "hyparquet";
import { parquetWriteFile } from "hyparquet-writer";
import { sampleConversations, type SampleRow } from "../../../dataset/sample-conversations";
import type { Output } from "../../../dataset/prepare/write-rows";

export interface Row {
  readonly prompt: string;
  readonly prompt_id: string | null;
  readonly messages: readonly { readonly content: string; readonly role: string }[];
}

/** A folder of a test's own, removed by `remove`. */
export function testFolder() {
  const root = mkdtempSync(join(tmpdir(), "prepare-"));
  const path = (name: string) => join(root, name);
  return {
    root,
    path,
    write(name: string, content: string | Uint8Array): string {
      writeFileSync(path(name), content);
      return path(name);
    },
    remove(): void {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export function sampleRows(rows: number): SampleRow[] {
  return sampleConversations({ rows, seed: 7 });
}

/** Rows as the hub has them: messages are a list of structs, content first. */
export function writeParquet(file: string, rows: readonly Row[], rowGroupSize = 100): string {
  const column = (name: keyof Row) => ({ name, data: rows.map((row) => row[name]) });
  parquetWriteFile({
    filename: file,
    columnData: [column("prompt"), column("prompt_id"), column("messages")],
    schema,
    rowGroupSize,
  });
  return file;
}

const text = (name: string): SchemaElement => ({
  name,
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  repetition_type: "OPTIONAL",
});
const schema: SchemaElement[] = [
  { name: "schema", num_children: 3 },
  text("prompt"),
  text("prompt_id"),
  { name: "messages", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", repetition_type: "OPTIONAL", num_children: 2 },
  text("content"),
  text("role"),
];

/** JSON Lines of rows as they are expected. */
export function linesOf(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

export function readLines(file: string): string[] {
  return readFileSync(file, "utf8").split("\n").slice(0, -1);
}

export function halves(folder: string, seed = 42): Extract<Output, { kind: "exact" | "stable" }> {
  const file = (name: string) => join(folder, name);
  return {
    kind: "exact",
    train: file("train.jsonl"),
    test: file("test.jsonl"),
    testShare: 0.5,
    seed,
  };
}
