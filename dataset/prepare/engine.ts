import { createRequire } from "node:module";
import { totalmem } from "node:os";
import type { DuckDBConnection } from "@duckdb/node-api";

// Loaded when rows are prepared and not before: it maps 60 MB.
const lazy = createRequire(__filename);

/** A DuckDB of one's own. */
export interface Engine {
  readonly connection: DuckDBConnection;
  readonly close: () => void;
}

/**
 * DuckDB in this process, without the network and without settings of the user's. It has one thread (`readKeys` takes
 * two for a while): with more, it keeps finished rows back until their turn has come, and memory grows with the file. Two
 * files are written by two engines.
 * @param temporary folder for what does not fit into memory
 */
export async function openEngine(temporary: string): Promise<Engine> {
  const { DuckDBInstance } = lazy("@duckdb/node-api") as typeof import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    // Each row is read once or twice: what is kept of the files would only grow.
    enable_external_file_cache: "false",
    threads: "1",
    memory_limit: `${Math.floor(Math.min(2 ** 31, totalmem() / 2) / 2 ** 20)}MiB`,
    temp_directory: temporary,
  });
  const connection = await instance.connect();
  // counted, not shown
  await connection.run("SET enable_progress_bar = true");
  await connection.run("SET enable_progress_bar_print = false");
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Tells, while work goes on, how far the query of a connection is, 0 to 1. */
export async function watched<T>(
  connection: DuckDBConnection,
  work: Promise<T>,
  onProgress?: (share: number) => void,
): Promise<T> {
  const timer = setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage >= 0) onProgress?.(percentage / 100);
  }, 200);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** A text in SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path where DuckDB takes a pattern. */
export function pathLiteral(path: string): string {
  return literal(path.replaceAll(/[[*?]/g, "[$&]"));
}
