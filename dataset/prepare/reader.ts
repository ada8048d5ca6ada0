import { pathLiteral } from "./engine";
import { PrepareError } from "./prepare-error";

/** A piece of the rows: one local file, or some rows of it. */
export interface Piece {
  readonly path: string;
  readonly skip?: number;
  readonly take?: number;
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
export function formatOf(path: string): Format | undefined {
  return formats.find(([pattern]) => pattern.test(path))?.[1];
}

/**
 * A CSV file as it stands: the first line has the names and every other line is a row, whatever looks like a title or a
 * comment; an empty text in quotes is one, and nothing between two commas is null.
 */
const asItStands = [
  "all_varchar = true",
  "header = true",
  "skip = 0",
  "comment = ''",
  "allow_quoted_nulls = false",
  "hive_partitioning = false",
].join(", ");

/** The rows of a piece in SQL. @throws PrepareError when the file is of no known kind */
export function readerOf({ path, skip = 0, take }: Piece): string {
  const limits = `${take === undefined ? "" : ` LIMIT ${take}`}${skip === 0 ? "" : ` OFFSET ${skip}`}`;
  return `FROM ${tableOf(path)}${limits}`;
}

function tableOf(path: string): string {
  const file = pathLiteral(path);
  const format = formatOf(path);
  if (format === "parquet")
    return `read_parquet(${file}, binary_as_string = true, hive_partitioning = false)`;
  if (format === "jsonl") return `read_ndjson_objects(${file}, hive_partitioning = false)`;
  if (format === "json")
    return `read_json_objects(${file}, format = 'auto', hive_partitioning = false)`;
  if (format === "csv") return `read_csv(${file}, ${asItStands})`;
  throw new PrepareError(
    `'${path}' is of no kind that is read; give a .parquet, .jsonl, .json or .csv file`,
  );
}
