import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { expect } from "chai";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import { startHub, type RunningHub } from "../../../local/hub/server";
import { impatient } from "./railway";

const columns = `
  i AS number, 'row ' || i AS text, CASE WHEN i % 3 = 0 THEN NULL ELSE i / 7 END AS share,
  CAST(i AS DECIMAL(18, 3)) AS price, DATE '2026-01-01' + i::INTEGER AS day,
  TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND AS moment, uuid() AS id, i % 2 = 0 AS even,
  [{'content': 'c' || i, 'role': 'user'}, {'content': NULL, 'role': 'assistant'}] AS messages,
  MAP {'a': i} AS more, i % 5 AS few`;

describe("row groups of a file that DuckDB wrote", () => {
  const root = mkdtempSync(join(tmpdir(), "hub-codecs-"));
  const folder = join(root, "osprin", "codecs");
  let duck: DuckDBConnection;
  let hub: RunningHub;
  before(async () => {
    mkdirSync(folder, { recursive: true });
    duck = await (await DuckDBInstance.create()).connect();
    hub = await startHub({ folder: root });
  });
  after(async () => {
    await hub.close();
    rmSync(root, { recursive: true, force: true });
  });
  const read = async (sql: string): Promise<unknown[][]> =>
    (await duck.runAndReadAll(sql)).getRowsJson();

  for (const codec of ["snappy", "zstd", "gzip", "uncompressed", "lz4_raw", "brotli"])
    for (const version of ["V1", "V2"])
      it(`are readable on their own, with their types: ${codec}, ${version}`, async () => {
        const split = `${codec}_${version}`;
        const source = join(folder, `${split}-00000-of-00001.parquet`);
        await duck.run(
          `COPY (SELECT ${columns} FROM range(9000) t(i)) TO '${source}'
           (FORMAT parquet, CODEC '${codec}', ROW_GROUP_SIZE 2048, PARQUET_VERSION ${version})`,
        );
        const { files } = await fetchRows(
          {
            ...{ dataset: "osprin/codecs", split, rows: { from: 2100, to: 4200 } },
            ...{ cacheFolder: join(root, "cache"), endpoint: hub.url },
          },
          impatient,
        );
        expect(files.map(({ skip, take }) => [skip, take])).to.deep.equal([[52, 2100]]);
        const [part, whole] = [files[0]?.path ?? "", source].map(
          (path) => `read_parquet('${path}')`,
        );
        const wanted = `SELECT * FROM ${whole} WHERE number BETWEEN 2100 AND 4199 ORDER BY number`;
        const got = await read(`SELECT * FROM ${part} LIMIT 2100 OFFSET 52`);
        expect(got).to.deep.equal(await read(wanted));
        expect(await read(`DESCRIBE FROM ${part}`)).to.deep.equal(
          await read(`DESCRIBE FROM ${whole}`),
        );
        expect(
          await read(`SELECT count(*) FROM ${part} WHERE few = 3 AND text >= 'row 3'`),
        ).to.deep.equal(
          await read(
            `SELECT count(*) FROM ${whole} WHERE number BETWEEN 2048 AND 6143 AND few = 3 AND text >= 'row 3'`,
          ),
        );
      });
});
