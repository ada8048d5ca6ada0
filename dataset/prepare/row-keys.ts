import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Two numbers of each row. Read by two threads: keys are small, so none has to wait for its turn in much memory.
 * @param query has two DOUBLE columns
 */
export async function readKeys(
  connection: DuckDBConnection,
  query: string,
): Promise<readonly [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>]> {
  await connection.run("SET threads = 2");
  try {
    return await read(connection, query);
  } finally {
    await connection.run("SET threads = 1");
  }
}

async function read(
  connection: DuckDBConnection,
  query: string,
): Promise<readonly [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>]> {
  const result = await connection.stream(query);
  const keys: [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>] = [
    new Float64Array(1 << 16),
    new Float64Array(1 << 16),
  ];
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0)
      return [keys[0].subarray(0, rows), keys[1].subarray(0, rows)];
    for (const at of [0, 1] as const) {
      const column = chunk.getColumnVector(at);
      const list = (keys[at] = withRoom(keys[at], rows + chunk.rowCount));
      for (let row = 0; row < chunk.rowCount; row += 1)
        list[rows + row] = Number(column.getItem(row));
    }
    rows += chunk.rowCount;
  }
}

function withRoom(list: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (length <= list.length) return list;
  return new Float64Array(list.buffer.transfer(list.byteLength * 2));
}
