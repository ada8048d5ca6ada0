import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { SchemaElement } from "hyparquet";
import { parquetWriteFile } from "hyparquet-writer";
import type { SampleRow } from "./sample-conversations";

const text = { type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" } as const;

/** What pyarrow writes for the features of ultrachat_200k: a list of structs in three levels, everything optional. */
const schema: SchemaElement[] = [
  { name: "schema", num_children: 3 },
  { name: "prompt", ...text },
  { name: "prompt_id", ...text },
  { name: "messages", num_children: 1, converted_type: "LIST", repetition_type: "OPTIONAL" },
  { name: "list", num_children: 1, repetition_type: "REPEATED" },
  { name: "element", num_children: 2, repetition_type: "OPTIONAL" },
  { name: "content", ...text },
  { name: "role", ...text },
];

export interface SampleParquetOptions {
  /** @default 1000, as the hub writes them */
  readonly rowGroupSize?: number;
}

/** Writes rows as a parquet file (Snappy), through a temporary name; makes its folder. */
export function writeSampleParquet(
  filename: string,
  rows: readonly SampleRow[],
  { rowGroupSize = 1000 }: SampleParquetOptions = {},
): void {
  mkdirSync(dirname(filename), { recursive: true });
  const fresh = `${filename}.${process.pid}.new`;
  parquetWriteFile({
    filename: fresh,
    schema,
    rowGroupSize,
    columnData: [
      { name: "prompt", data: rows.map(({ prompt }) => prompt) },
      { name: "prompt_id", data: rows.map(({ prompt_id }) => prompt_id) },
      { name: "messages", data: rows.map(({ messages }) => messages) },
    ],
  });
  renameSync(fresh, filename);
}
