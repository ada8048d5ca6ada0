import type { DuckDBConnection } from "@duckdb/node-api";

/** Numbers in the order in which a query gives them. @param query has one DOUBLE column */
export async function readKeys(connection: DuckDBConnection, query: string): Promise<Float64Array> {
  const result = await connection.stream(query);
  let keys = new Float64Array(1 << 16);
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return keys.subarray(0, rows);
    if (rows + chunk.rowCount > keys.length) {
      const longer = new Float64Array(keys.length * 2);
      longer.set(keys);
      keys = longer;
    }
    const column = chunk.getColumnVector(0);
    for (let at = 0; at < chunk.rowCount; at += 1) keys[rows + at] = Number(column.getItem(at));
    rows += chunk.rowCount;
  }
}
