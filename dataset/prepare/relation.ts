import type { DuckDBConnection } from "@duckdb/node-api";
import { pathLiteral } from "./engine";
import { jsonColumns } from "./json-columns";
import { PrepareError } from "./prepare-error";

/** A piece of the rows: one local parquet file, or some rows of it. */
export interface Piece {
  readonly path: string;
  readonly skip?: number;
  readonly take?: number;
}

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
}

/** File names that are read as rows, and as what. */
const formats = [
  [/\.parquet$/i, "parquet"],
  [/\.(jsonl|ndjson)(\.gz)?$/i, "jsonl"],
  [/\.json(\.gz)?$/i, "json"],
  [/\.(csv|tsv)(\.gz)?$/i, "csv"],
] as const;

export type Format = (typeof formats)[number][1];

/** How a local file is read; undefined for other names. */
function formatOf(path: string): Format | undefined {
  return formats.find(([pattern]) => pattern.test(path))?.[1];
}

/** The rows of local files. @throws PrepareError when a file is of no known kind, or holds what JSON has no form for */
export async function readRelation(
  connection: DuckDBConnection,
  pieces: readonly Piece[],
): Promise<Relation> {
  const parts = pieces.map((piece) => `FROM ${reader(piece.path)}${limits(piece)}`);
  const rows = parts.map((part) => `(${part})`).join(" UNION ALL ");
  const file = pieces[0]?.path ?? "";
  const format = formatOf(file);
  if (format === "jsonl") return textRows(rows, "json::VARCHAR");
  if (format === "json") return textRows(rows, "json(json)::VARCHAR");
  return columnRows(connection, rows, file);
}

function reader(path: string): string {
  const file = pathLiteral(path);
  const format = formatOf(path);
  if (format === "parquet") return `read_parquet(${file}, binary_as_string = true)`;
  if (format === "jsonl") return `read_ndjson_objects(${file})`;
  if (format === "json") return `read_json_objects(${file}, format = 'auto')`;
  if (format === "csv") return `read_csv(${file}, all_varchar = true, header = true)`;
  throw new PrepareError(
    `'${path}' is of no kind that is read; give a .parquet, .jsonl, .json or .csv file`,
  );
}

function limits({ skip = 0, take }: Piece): string {
  return `${take === undefined ? "" : ` LIMIT ${take}`}${skip === 0 ? "" : ` OFFSET ${skip}`}`;
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
  const all = `(SELECT ${select} FROM (${rows})) AS "a row"`;
  const text = `to_json("a row")::VARCHAR`;
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
  };
}

/** @param type of the column `messages`, as DuckDB describes it */
function contentOf(type: string): string {
  if (/^(VARCHAR|JSON)$/.test(type)) return turnsOf(`from_json(messages::JSON, '${turn}')`);
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
