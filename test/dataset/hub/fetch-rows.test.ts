import {
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { parquetReadObjects } from "hyparquet";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import type { HubRequest, HubRows } from "../../../dataset/hub/types";
import {
  dataset,
  impatient,
  startRailway,
  trainRows,
  writeDataset,
  type RailwayHub,
} from "./railway";

/** The rows of the answer, read by another reader than the one that made the files. */
async function readRows({ files }: HubRows): Promise<unknown[]> {
  const parts = files.map(async ({ path, skip, take }) => {
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    const file = buffer.slice(byteOffset, byteOffset + byteLength);
    return (await parquetReadObjects({ file })).slice(skip, skip + take);
  });
  return (await Promise.all(parts)).flat();
}

describe("fetchRows", () => {
  let hub: RailwayHub;
  beforeEach(async () => {
    hub = await startRailway();
  });
  afterEach(() => hub.stop());

  const fetch = (rows: HubRequest["rows"], more: Partial<HubRequest> = {}): Promise<HubRows> =>
    fetchRows(
      { dataset, split: "train_sft", rows, cacheFolder: hub.cache, endpoint: hub.url, ...more },
      impatient,
    );

  it("brings the rows of a range that spans two files, whatever the row groups", async () => {
    const answer = await fetch({ from: 290, to: 333 });
    expect(await readRows(answer)).to.deep.equal(trainRows.slice(290, 333));
    expect(answer).to.include({ rows: 43, totalRows: 480 });
    expect(answer.files.map(({ skip, take }) => [skip, take])).to.deep.equal([
      [15, 10],
      [0, 33],
    ]);
    expect(answer.commit).to.match(/^[0-9a-f]{40}$/);
  });

  it("brings a percentage, rounded down, and all rows", async () => {
    expect(await readRows(await fetch({ percent: 5.3 }))).to.deep.equal(trainRows.slice(0, 25));
    expect(await readRows(await fetch({ from: 0 }))).to.deep.equal(trainRows);
  });

  it("takes the configuration that README.md calls the default one", async () => {
    const configs = (kind: string): string =>
      `---\nconfigs:\n- config_name: en\n  data_files: en.parquet\n- config_name: de\n  data_files: de.${kind}\n  default: true\n---\n`;
    const source = { split: "train", cacheFolder: hub.cache, endpoint: hub.url };
    const files = { "en.parquet": trainRows.slice(0, 20), "de.parquet": trainRows.slice(20, 40) };
    writeDataset(join(hub.folder, "osprin/two"), { ...files, "README.md": configs("parquet") });
    const answer = await fetch({ percent: 100 }, { ...source, dataset: "osprin/two" });
    expect(await readRows(answer)).to.deep.equal(files["de.parquet"]);
    const other = await fetch({ percent: 100 }, { ...source, dataset: "osprin/two", config: "en" });
    expect(await readRows(other)).to.deep.equal(files["en.parquet"]);
    // not another one because that is parquet
    writeDataset(join(hub.folder, "osprin/half"), {
      ...{ "en.parquet": files["en.parquet"], "de.csv": "a\n1\n", "README.md": configs("csv") },
    });
    const refused = fetch({ percent: 100 }, { ...source, dataset: "osprin/half" });
    const error = await refused.catch((failure: unknown) => failure);
    expect((error as Error).message).to.contain("no configuration 'de'; there is 'en'");
  });

  it("counts every byte, and none when it has all", async () => {
    const first = await fetch({ percent: 10 });
    expect(first.bytesFetched).to.equal(hub.takeBytes());
    const second = await fetch({ percent: 10 });
    expect(second.files).to.deep.equal(first.files);
    expect(second.bytesFetched).to.equal(0);
    expect(hub.takeBytes()).to.equal(0);
  });

  it("fetches of a larger range only what a smaller one did not bring", async () => {
    await fetch({ from: 0, to: 100 });
    hub.takeBytes();
    const larger = await fetch({ from: 0, to: 300 });
    expect(await readRows(larger)).to.deep.equal(trainRows.slice(0, 300));
    expect(hub.takeBytes()).to.be.within(1, larger.bytesOfRowGroups * 0.7);
  });

  it("writes files that DuckDB reads, with the types of the source", async () => {
    const { files } = await fetch({ from: 60, to: 110 });
    const duck = await (await DuckDBInstance.create()).connect();
    const read = async (path: string, what: string): Promise<unknown[][]> =>
      (await duck.runAndReadAll(`${what} FROM read_parquet('${path}')`)).getRowsJson();
    const [path = ""] = files.map((file) => file.path);
    const source = join(hub.folder, dataset, "data/train_sft-00000-of-00002-3a.parquet");
    expect(await read(path, "SELECT prompt_id")).to.deep.equal(
      trainRows.slice(50, 125).map(({ prompt_id }) => [prompt_id]),
    );
    expect(await read(path, "DESCRIBE SELECT *")).to.deep.equal(
      await read(source, "DESCRIBE SELECT *"),
    );
  });

  it("finds a cached file that is truncated or changed, and fetches it again", async () => {
    for (const spoil of [
      (path: string) => {
        truncateSync(path, 1000);
      },
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.writeUInt8(bytes.readUInt8(2000) ^ 1, 2000);
        writeFileSync(path, bytes);
      },
    ]) {
      const { files } = await fetch({ from: 0, to: 50 });
      spoil(files[0]?.path ?? "");
      const lines: string[] = [];
      const again = await fetch({ from: 0, to: 50 }, { log: (line) => lines.push(line) });
      expect(await readRows(again)).to.deep.equal(trainRows.slice(0, 50));
      expect(lines.join()).to.contain("was changed or is not whole: it is fetched again");
    }
  });

  it("leaves nothing else in the cache", async () => {
    await fetch({ percent: 100 });
    const names = readdirSync(hub.cache, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name.replace(/[0-9a-f]{64}/, "*"));
    expect(names.sort()).to.deep.equal([
      "footer-*",
      "footer-*",
      "rows-0-11-*.parquet",
      "rows-0-7-*.parquet",
    ]);
  });

  it("keeps no file of which a larger one holds all, and what overlaps", async () => {
    const names = (): string[] =>
      readdirSync(hub.cache, { recursive: true, encoding: "utf8" })
        .flatMap((name) => /rows-\d+-\d+/.exec(name)?.[0] ?? [])
        .sort();
    await fetch({ from: 0, to: 50 });
    await fetch({ from: 100, to: 150 });
    await fetch({ from: 200, to: 275 });
    expect(names()).to.deep.equal(["rows-0-1", "rows-4-5", "rows-8-10"]);
    expect(await readRows(await fetch({ from: 25, to: 250 }))).to.deep.equal(
      trainRows.slice(25, 250),
    );
    expect(names()).to.deep.equal(["rows-0-1", "rows-1-9", "rows-8-10"]);
  });

  it("brings again what another run took away while it was busy with the next file", async () => {
    const lines: string[] = [];
    let isGone = false;
    const answer = await fetch(
      { from: 250, to: 350 },
      {
        log: (line) => lines.push(line),
        onProgress() {
          if (!existsSync(hub.cache)) return;
          const names = readdirSync(hub.cache, { recursive: true, encoding: "utf8" });
          const first = names.find((name) => name.includes("rows-10-11-"));
          if (isGone || !first?.endsWith(".parquet")) return;
          isGone = true;
          rmSync(join(hub.cache, first));
        },
      },
    );
    expect(await readRows(answer)).to.deep.equal(trainRows.slice(250, 350));
    expect(lines.join()).to.contain("gave way to a larger one: once more from the start");
  });

  it("lets several at a time fetch the same", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => fetch({ from: 10, to: 200 })));
    for (const answer of answers)
      expect(await readRows(answer)).to.deep.equal(trainRows.slice(10, 200));
    // each reads the two footers, one of them fetches the rows
    const footers = 3 * 2 * 65_536;
    const [{ bytesOfRowGroups } = { bytesOfRowGroups: 0 }] = answers;
    expect(hub.takeBytes()).to.be.below(footers + bytesOfRowGroups * 1.5);
  });

  it("tells how far it is", async () => {
    const seen: number[] = [];
    let total = 0;
    const onProgress: HubRequest["onProgress"] = ({ fetchedBytes, totalBytes }) => {
      seen.push(fetchedBytes);
      total = totalBytes;
    };
    const { bytesFetched } = await fetch({ percent: 100 }, { onProgress });
    expect(seen).to.deep.equal([...seen].sort((a, b) => a - b));
    expect([seen.at(-1), total]).to.deep.equal([bytesFetched, bytesFetched]);
  });
});
