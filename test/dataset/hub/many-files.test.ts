import { join } from "node:path";
import { expect } from "chai";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import type { HubRequest, HubRows } from "../../../dataset/hub/types";
import { impatient, startRailway, trainRows, writeDataset, type RailwayHub } from "./railway";

const dataset = "osprin/many";
const files = 30;

describe("fetchRows of a split of many files", () => {
  let hub: RailwayHub;
  before(async () => {
    hub = await startRailway();
    const shards = Array.from({ length: files }, (_, at) => {
      const path = `data/train-${String(at).padStart(5, "0")}-of-${String(files).padStart(5, "0")}.parquet`;
      return [path, trainRows.slice(at * 10, at * 10 + 10)] as const;
    });
    writeDataset(join(hub.folder, dataset), Object.fromEntries(shards));
  });
  after(() => hub.stop());

  let run = 0;
  const fetch = (rows: HubRequest["rows"]): Promise<HubRows> => {
    const cacheFolder = join(hub.cache, String((run += 1)));
    return fetchRows({ dataset, split: "train", rows, cacheFolder, endpoint: hub.url }, impatient);
  };
  const opened = async (rows: HubRequest["rows"]): Promise<readonly (number | undefined)[]> => {
    const from = hub.requests.length;
    const { totalRows } = await fetch(rows);
    const asked = hub.requests.slice(from).map(({ path }) => /train-\d{5}-of/.exec(path)?.[0]);
    return [new Set(asked.filter((name) => name !== undefined)).size, totalRows];
  };

  it("opens only those that lie before the last row", async () => {
    expect(await opened({ from: 0, to: 10 })).to.deep.equal([1, undefined]);
    expect(await opened({ from: 25, to: 31 })).to.deep.equal([4, undefined]);
    expect(await opened({ from: 0, to: 115 })).to.deep.equal([12, undefined]);
    expect(await opened({ from: 0, to: 1000 })).to.deep.equal([files, 300]);
    expect(await opened({ percent: 1 })).to.deep.equal([files, 300]);
    const none = await fetch({ from: 5, to: 5 }).catch((error: unknown) => error);
    expect((none as Error).message).to.contain("it has 300, numbered from 0");
  });

  it("opens at most eight at a time", async () => {
    // none of those that are stalled ends: what is asked for meanwhile is asked for at the same time
    hub.disturb({ match: /^GET \/repos\//, kind: "stall", after: 0, times: 8 });
    const from = hub.requests.length;
    const stopped = new AbortController();
    const cacheFolder = join(hub.cache, "stalled");
    const fetching = fetchRows(
      {
        ...{ dataset, split: "train", rows: { percent: 1 }, cacheFolder, endpoint: hub.url },
        signal: stopped.signal,
      },
      { ...impatient, stall: 60_000 },
    ).catch((error: unknown) => error);
    const content = (): number =>
      hub.requests.slice(from).filter(({ path }) => path.startsWith("/repos/")).length;
    while (content() < 8) await new Promise((next) => setTimeout(next, 10));
    await new Promise((next) => setTimeout(next, 200));
    expect(content()).to.equal(8);
    stopped.abort(new Error("enough"));
    expect(((await fetching) as Error).message).to.equal("enough");
  });
});
