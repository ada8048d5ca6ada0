import type { DuckDBConnection } from "@duckdb/node-api";
import { PrepareError } from "./prepare-error";
import type { Piece } from "./reader";

/**
 * Refuses files of one split that differ in their columns: joined, a row of one would be written as it was not read. The
 * order of columns and of a struct's fields does not matter.
 * @param readers of the pieces in SQL
 */
export async function refuseOtherColumns(
  connection: DuckDBConnection,
  pieces: readonly Piece[],
  readers: readonly string[],
): Promise<void> {
  if (readers.length < 2) return;
  const all: (readonly string[])[] = [];
  for (const reader of readers) all.push(await columnsOf(connection, reader));
  const [first = []] = all;
  const at = all.findIndex((columns) => columns.join() !== first.join());
  const other = all[at];
  if (other === undefined) return;
  const only = (one: readonly string[], without: readonly string[]) =>
    one.filter((column) => !without.includes(column)).join(", ") || "nothing";
  throw new PrepareError(
    `the files of the rows differ in their columns: '${pieces[0]?.path ?? ""}' has ${only(first, other)} where '${pieces[at]?.path ?? ""}' has ${only(other, first)}; give files of the same columns`,
  );
}

async function columnsOf(connection: DuckDBConnection, reader: string): Promise<string[]> {
  const described = await connection.runAndReadAll(`DESCRIBE ${reader}`);
  return described
    .getRowObjects()
    .map(({ column_name: name, column_type: type }) => `'${String(name)}' ${sorted(String(type))}`)
    .sort();
}

const sorted = (type: string): string =>
  type.replaceAll(
    /STRUCT\(([^()]*)\)/g,
    (_, fields: string) => `STRUCT(${fields.split(", ").sort().join(", ")})`,
  );
