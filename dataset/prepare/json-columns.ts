import type { DuckDBConnection } from "@duckdb/node-api";
import { PrepareError } from "./prepare-error";

/** Not a number and infinity, outside of texts, in what DuckDB writes. */
const noNumber = String.raw`[\[:,](NaN|-?Infinity)[,}\]]`;
const texts = String.raw`"(\\.|[^"\\])*"`;

interface JsonColumns {
  readonly select: string;
  /** Types by name. */
  readonly columns: ReadonlyMap<string, string>;
  /** In SQL: columns whose numbers can become null. */
  readonly numbers: readonly string[];
}

/**
 * What to select so that every value has a form in JSON. Numbers that have none (NaN) become null, as pandas does;
 * messages that are a text, as in CSV, are read as JSON.
 * @param file names the rows in a message
 * @throws PrepareError without messages, and for columns that JSON has no form for
 */
export async function jsonColumns(
  connection: DuckDBConnection,
  rows: string,
  file: string,
): Promise<JsonColumns> {
  const described = await connection.runAndReadAll(`DESCRIBE ${rows}`);
  const columns = new Map(
    described.getRowObjects().map((row) => [String(row.column_name), String(row.column_type)]),
  );
  if (!columns.has("messages")) {
    const there = [...columns.keys()].map((name) => `'${name}'`).join(", ");
    throw new PrepareError(
      `'${file}' has no column 'messages' to train on; there is ${there}; name the column of the conversations so, or give another source`,
    );
  }
  const problems: string[] = [];
  const replaced: string[] = [];
  const numbers: string[] = [];
  for (const [name, type] of columns) {
    const column = `"${name.replaceAll('"', '""')}"`;
    if (/\bBLOB\b/.test(type)) problems.push(`'${name}' holds bytes`);
    else if (/^(FLOAT|DOUBLE)$/.test(type)) {
      numbers.push(column);
      replaced.push(`CASE WHEN isfinite(${column}) THEN ${column} END AS ${column}`);
    } else if (/\b(FLOAT|DOUBLE)\b/.test(type) && (await hasNoNumber(connection, rows, column)))
      problems.push(`'${name}' holds numbers that are none (NaN or infinity)`);
    else if (name === "messages" && type === "VARCHAR")
      replaced.push(`CASE WHEN messages = '' THEN NULL ELSE json(messages) END AS messages`);
  }
  if (problems.length > 0) {
    throw new PrepareError(
      `JSON has no form for some columns of '${file}': ${problems.join(", ")}; leave them out of the source`,
    );
  }
  const select = replaced.length === 0 ? "*" : `* REPLACE (${replaced.join(", ")})`;
  return { select, columns, numbers };
}

async function hasNoNumber(connection: DuckDBConnection, rows: string, column: string) {
  const bare = `regexp_replace(to_json(${column})::VARCHAR, '${texts}', '""', 'g')`;
  const found = await connection.runAndReadAll(
    `SELECT 1 FROM (${rows}) WHERE regexp_matches(${bare}, '${noNumber}') LIMIT 1`,
  );
  return found.currentRowCount > 0;
}
