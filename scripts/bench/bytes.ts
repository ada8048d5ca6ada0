import { linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fetchRows } from "../../dataset/hub/fetch-rows";
import { withHub } from "../data/hub-process";

const dataset = "bench/conversations";
const shards = 3;

/**
 * What 1 % of a data set costs that the hub serves in three files.
 * @param parquet served as each of the files, under names of its own
 * @param folder is left with the files of hub and cache
 */
export async function benchBytes(parquet: string, folder: string): Promise<string[]> {
  const files = join(folder, "hub", dataset, "data");
  mkdirSync(files, { recursive: true });
  for (let shard = 0; shard < shards; shard += 1)
    linkSync(parquet, join(files, `train-0000${shard}-of-0000${shards}.parquet`));
  const answer = await withHub(join(folder, "hub"), (endpoint) =>
    fetchRows({
      ...{ dataset, endpoint, split: "train", rows: { percent: 1 } },
      cacheFolder: join(folder, "cache"),
    }),
  );
  const { rows, totalRows = Number.NaN, bytesFetched, bytesOfRowGroups } = answer;
  return [
    `fetch of ${rows} of ${totalRows} rows: ${megabytes(bytesFetched)}, row groups that hold them ${megabytes(bytesOfRowGroups)}`,
    `  ratio ${(bytesFetched / bytesOfRowGroups).toFixed(2)} (limit 1.30)`,
  ];
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
