import type { DuckDBConnection } from "@duckdb/node-api";
import { countOf } from "../report/numbers";
import { formatOf } from "./reader";
import type { Relation } from "./relation";
import { unpacked } from "./unpacked";

/** What is not written as it was read, a line for people; undefined when all is. */
export async function nulledNumbers(
  connection: DuckDBConnection,
  { numbers }: Relation,
): Promise<string | undefined> {
  if (numbers === undefined) return undefined;
  const counts = numbers.columns.map((column) => `count(*) FILTER (NOT isfinite(${column}))`);
  const query = `SELECT ${counts.join(", ")} FROM (${numbers.query})`;
  const [row = []] = (await connection.runAndReadAll(query)).getRows();
  const found = numbers.columns
    .map((column, at) => ({ column, count: Number(row[at]) }))
    .filter(({ count }) => count > 0);
  if (found.length === 0) return undefined;
  const sum = found.reduce((total, { count }) => total + count, 0);
  const where = found.map(({ column, count }) => `${count} in ${column}`).join(", ");
  return `${countOf(sum, "value")} that JSON has no form for (NaN or infinity) became null: ${where}`;
}

/** The same for empty lines of JSON Lines, which are no rows. @param rows that were taken */
export async function leftOutLines(path: string, rows: number): Promise<string | undefined> {
  if (formatOf(path) !== "jsonl") return undefined;
  const count = await emptyLines(path, rows);
  return count === 0 ? undefined : `${countOf(count, "empty line")} of '${path}' left out`;
}

/** Empty lines before the first row that is not taken any more. */
async function emptyLines(path: string, rows: number): Promise<number> {
  const ends = { full: 0, empty: 0, since: 0 };
  let line = { bytes: 0, isEmpty: true };
  /** Whether to go on. */
  const end = (): boolean => {
    if (line.isEmpty) ends.since += 1;
    else {
      if (ends.full === rows) return false;
      ends.full += 1;
      ends.empty += ends.since;
      ends.since = 0;
    }
    line = { bytes: 0, isEmpty: true };
    return true;
  };
  for await (const chunk of unpacked(path)) {
    let rest = chunk as Buffer;
    while (rest.length > 0) {
      const at = rest.indexOf(0x0a);
      const part = at < 0 ? rest : rest.subarray(0, at);
      line.isEmpty &&= !part.some((byte) => byte > 0x20);
      line.bytes += part.length;
      if (at >= 0 && !end()) return ends.empty;
      rest = at < 0 ? rest.subarray(rest.length) : rest.subarray(at + 1);
    }
  }
  if (line.bytes > 0 && !end()) return ends.empty;
  return ends.empty + ends.since;
}
