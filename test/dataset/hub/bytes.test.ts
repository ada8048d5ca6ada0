import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import { sampleConversations, type SampleRow } from "../../../dataset/sample-conversations";
import { writeSampleParquet } from "../../../dataset/sample-parquet";
import { startHub } from "../../../local/hub/server";

const sample = sampleConversations({ rows: 500, seed: 3 });
const digits = (seed: number): string =>
  Array.from({ length: 8 }, (_, at) => Math.imul(seed + at, 0x9e3779b1).toString(36)).join(" ");

/** Rows that do not repeat, so that they stay large when compressed. */
function* manyRows(count: number): Generator<SampleRow> {
  for (let at = 0; at < count; at += 1) {
    const { prompt, messages } = sample[at % sample.length] ?? { prompt: "", messages: [] };
    const more = messages.map(({ content, role }, turn) => ({
      content: `${content} ${digits(at * 31 + turn)}`,
      role,
    }));
    yield { prompt: `${prompt} ${at}`, prompt_id: digits(at), messages: more };
  }
}

describe("bytes that 1 % costs", function () {
  this.timeout(180_000);
  const root = mkdtempSync(join(tmpdir(), "hub-bytes-"));
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("are at most 1.3 times those of the row groups that hold it, of 204 of 1,000 rows", async () => {
    const shards = 3;
    const rows = 68_000;
    for (let shard = 0; shard < shards; shard += 1)
      writeSampleParquet(
        join(root, `hub/osprin/large/data/train_sft-0000${shard}-of-0000${shards}.parquet`),
        [...manyRows(rows)],
      );
    const hub = await startHub({ folder: join(root, "hub") });
    const answer = await fetchRows({
      dataset: "osprin/large",
      split: "train_sft",
      rows: { percent: 1 },
      cacheFolder: join(root, "cache"),
      endpoint: hub.url,
    });
    await hub.close();
    const served = hub.requests.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(answer).to.include({ rows: 2040, totalRows: shards * rows, bytesFetched: served });
    expect(answer.bytesFetched / answer.bytesOfRowGroups).to.be.within(1, 1.3);
  });
});
