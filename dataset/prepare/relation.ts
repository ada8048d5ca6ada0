import type { DuckDBConnection } from "@duckdb/node-api";
import { jsonColumns } from "./json-columns";
import { refuseOtherColumns } from "./other-columns";
import { formatOf, type Piece, readerOf } from "./reader";

/** Rows as SQL. */
export interface Relation {
  /** A query with one column `text`: each row as JSON, in the order of the source. */
  readonly texts: string;
  /**
   * A query with `text`, `id` and `content`: a row's ID, or its messages where it has none, and a number that is the same
   * for the same messages within one run (DuckDB's hash: its next version may have another). Rows with the same of either
   * are one conversation.
   */
  readonly identified: string;
  /** A query with the number of rows. */
  readonly count: string;
  /** A query with the columns whose numbers are written as null where JSON has no form for them; undefined without any. */
  readonly numbers?: { readonly columns: readonly string[]; readonly query: string };
  /** A query with one column: texts that are read as JSON, more leniently than JSON is defined; undefined without any. */
  readonly lax?: string;
}

/** The rows of local files. @throws PrepareError when a file is of no known kind, or holds what JSON has no form for */
export async function readRelation(
  connection: DuckDBConnection,
  pieces: readonly Piece[],
): Promise<Relation> {
  const parts = pieces.map(readerOf);
  await refuseOtherColumns(connection, pieces, parts);
  const rows = parts.map((part) => `(${part})`).join(" UNION ALL BY NAME ");
  const file = pieces[0]?.path ?? "";
  const format = formatOf(file);
  if (format === "jsonl") return textRows(rows, "json::VARCHAR");
  if (format === "json")
    return { ...textRows(rows, "json(json)::VARCHAR"), lax: `SELECT json::VARCHAR FROM (${rows})` };
  return columnRows(connection, rows, file);
}

/** A conversation in JSON, for `from_json`. */
const turn = '[{"role": "VARCHAR", "content": "VARCHAR"}]';

/** Role and content of each message, however they are written: the same for a parquet file and its JSON Lines; null of none. */
const turnsOf = (messages: string) =>
  `nullif(to_json(list_transform(${messages}, lambda one: [one.role, one.content]))::VARCHAR, '[]')`;

/** Each row is an object as it stands in the file. */
function textRows(rows: string, text: string): Relation {
  const messages = `from_json(json->'$.messages', '${turn}')`;
  const content = `coalesce(${turnsOf(messages)}, json::VARCHAR)`;
  const id = `coalesce(nullif(json->>'$.prompt_id', ''), ${content})`;
  return {
    texts: `SELECT ${text} AS text FROM (${rows})`,
    identified: `SELECT ${text} AS text, ${id} AS id, hash(${content}) AS content FROM (${rows})`,
    count: `SELECT count(*) FROM (${rows})`,
  };
}

/** Each row is made an object of its columns, in their order. */
async function columnRows(
  connection: DuckDBConnection,
  rows: string,
  file: string,
): Promise<Relation> {
  const { select, columns, numbers } = await jsonColumns(connection, rows, file);
  const row = unusedName(columns);
  const all = `(SELECT ${select} FROM (${rows})) AS ${row}`;
  const text = `to_json(${row})::VARCHAR`;
  const byId = columns.has("prompt_id") ? `nullif(prompt_id::VARCHAR, '')` : "NULL";
  const messages = columns.get("messages") ?? "";
  const content = `coalesce(${contentOf(messages)}, ${text})`;
  // Where every row has its ID, the messages need not be read again to know it.
  const anyWithout = columns.has("prompt_id")
    ? await connection.runAndReadAll(`SELECT 1 FROM (${rows}) WHERE ${byId} IS NULL LIMIT 1`)
    : undefined;
  const id = anyWithout?.currentRowCount === 0 ? byId : `coalesce(${byId}, ${content})`;
  return {
    texts: `SELECT ${text} AS text FROM ${all}`,
    identified: `SELECT ${text} AS text, ${id} AS id, ${contentHash(messages, content, text)} AS content FROM ${all}`,
    count: `SELECT count(*) FROM (${rows})`,
    ...(numbers.length === 0
      ? {}
      : { numbers: { columns: numbers, query: `SELECT ${numbers.join(", ")} FROM (${rows})` } }),
    ...(isText(messages) ? { lax: `SELECT messages::VARCHAR FROM (${rows})` } : {}),
  };
}

/** A column of the row's own name would be taken for the row. */
function unusedName(columns: ReadonlyMap<string, string>): string {
  const taken = new Set([...columns.keys()].map((name) => name.toLowerCase()));
  let name = "a_row";
  while (taken.has(name)) name += "_";
  return name;
}

const isText = (type: string): boolean => /^(VARCHAR|JSON)$/.test(type);

/** @param type of the column `messages`, as DuckDB describes it */
function contentOf(type: string): string {
  if (isText(type)) return turnsOf(`from_json(messages::JSON, '${turn}')`);
  const isTurns =
    /^STRUCT\(.*\)\[\]$/.test(type) && /\brole\b/.test(type) && /\bcontent\b/.test(type);
  return isTurns ? turnsOf("messages") : "to_json(messages)::VARCHAR";
}

/** Structs of role and content alone, as DuckDB describes their list. */
const onlyTurns =
  /^STRUCT\("?(role"? VARCHAR, "?content|content"? VARCHAR, "?role)"? VARCHAR\)\[\]$/;

/** Messages of nothing else are hashed as they are: half the time that writing them as text takes. */
function contentHash(type: string, content: string, text: string): string {
  if (!onlyTurns.test(type)) return `hash(${content})`;
  return `CASE WHEN len(messages) > 0 THEN hash(messages) ELSE hash(${text}) END`;
}
