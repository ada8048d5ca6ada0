import type { DuckDBConnection } from "@duckdb/node-api";
import { PrepareError } from "./prepare-error";
import type { Relation } from "./relation";

const texts = String.raw`"(\\.|[^"\\])*"`;
const words = String.raw`\b(true|false|null)\b`;
/** Outside of texts and words: a comma before a bracket, NaN, a comment. An exponent has the only letter of a number. */
const lax = String.raw`,\s*[\]}]|[A-DF-Za-df-z/]`;

/**
 * Refuses texts that DuckDB reads as JSON and the standard does not have: it would mend them without a word.
 * @param name of the rows, to be read after "the rows of"
 */
export async function refuseLaxJson(
  connection: DuckDBConnection,
  { lax: query }: Relation,
  name: string,
): Promise<void> {
  if (query === undefined) return;
  const bare = `regexp_replace(regexp_replace(text, '${texts}', '', 'g'), '${words}', '', 'g')`;
  const found = await connection.runAndReadAll(
    `SELECT row FROM (SELECT text, row_number() OVER () AS row FROM (${query}) AS lax(text))
     WHERE text <> '' AND (NOT json_valid(text) OR regexp_matches(${bare}, '${lax}')) LIMIT 1`,
  );
  const row = found.getRows()[0]?.[0];
  if (row === undefined) return;
  throw new PrepareError(
    `cannot read the rows of ${name}: row ${String(row)} holds what is no JSON (a comma before a bracket, NaN and comments are none either); mend the row`,
  );
}
