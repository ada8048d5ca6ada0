import {
  appendFileSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { parquetReadObjects } from "hyparquet";
import { lock } from "proper-lockfile";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import type { HubRequest, HubRows } from "../../../dataset/hub/types";
import type { Fault } from "../../../local/hub/faults";
import { writeSampleParquet } from "../../../dataset/sample-parquet";
import {
  dataset,
  impatient,
  railwayRows,
  startRailway,
  trainRows,
  type RailwayHub,
} from "./railway";

const content = /^GET \/repos\//;

describe("fetchRows on a bad network", () => {
  let hub: RailwayHub;
  let lines: string[] = [];
  beforeEach(async () => {
    lines = [];
    hub = await startRailway();
  });
  afterEach(() => hub.stop());

  const fetch = (more: Partial<HubRequest> = {}): Promise<HubRows> => {
    const base = { dataset, split: "train_sft", rows: { percent: 100 }, cacheFolder: hub.cache };
    const log = (line: string): unknown => lines.push(line);
    return fetchRows({ ...base, endpoint: hub.url, log, ...more }, impatient);
  };
  /** The footers are there; from now on each request for content is one for row groups. */
  const fetchFooters = () => fetch({ rows: { percent: 0.3 } });

  for (const kind of ["cut", "truncate", "stall"] as const)
    it(`takes up an answer where it stopped: ${kind}`, async () => {
      const { bytesFetched: before } = await fetchFooters();
      hub.takeBytes();
      const from = hub.requests.length;
      hub.disturb({ match: content, kind, after: 20_000, times: 2 });
      const answer = await fetch();
      expect(await rowsIn(answer)).to.deep.equal(trainRows);
      expect(answer.bytesFetched).to.be.below(answer.bytesOfRowGroups);
      expect(before).to.be.above(0);
      const ranges = hub.requests.slice(from).flatMap(({ path, range }) => {
        const [, start] = /^bytes=(\d+)-/.exec(range ?? "") ?? [];
        return path.startsWith("/repos/") ? [Number(start)] : [];
      });
      const [first = 0, second, third] = ranges;
      expect([second, third]).to.deep.equal([first + 20_000, first + 40_000]);
    });

  it("waits as long as the hub says, and tries again after a server's error", async () => {
    const began = Date.now();
    hub.disturb({ match: /\/tree\//, kind: "status", status: 429, retryAfter: "1" });
    hub.disturb({ match: content, kind: "status", status: 503, times: 2 });
    expect(await rowsIn(await fetch())).to.deep.equal(trainRows);
    expect(Date.now() - began).to.be.at.least(1000);
    expect(lines.join("\n")).to.match(/answered 429; again in 1\.0 s[^]*answered 503/);
  });

  it("gives up in time, with what to do", async () => {
    const cases: readonly [Fault, RegExp][] = [
      [
        { match: /\/tree\//, kind: "status", status: 500, times: 99 },
        /answered 500.*try again later/,
      ],
      [
        { match: /./, kind: "status", status: 429, retryAfter: "9999" },
        /answered 429.*set HF_TOKEN to a token with read access: it raises the limit/,
      ],
      [{ match: content, kind: "cut", after: 0, times: 99 }, /cannot fetch from '127.0.0.1:\d+'/],
      [{ match: content, kind: "stall", after: 0, times: 99 }, /cannot fetch from '127.0.0.1:\d+'/],
    ];
    for (const [fault, message] of cases) {
      const other = await startRailway({ faults: [fault] });
      const error = await failure(fetch({ endpoint: other.url, cacheFolder: other.cache }));
      await other.stop();
      expect(error).to.match(message);
    }
  });

  it("begins anew when another version answers", async () => {
    await fetchFooters();
    hub.disturb({ match: content, kind: "cut", after: 1000 });
    hub.disturb({ match: content, kind: "etag", etag: '"another"' });
    expect(await rowsIn(await fetch())).to.deep.equal(trainRows);
    expect(lines.join("\n")).to.contain("changed while it was fetched: once more from the start");
  });

  it("begins anew when the data set itself changes, and brings the new rows", async () => {
    await fetchFooters();
    const changed = [...railwayRows.slice(0, 300)].reverse();
    let isChanged = false;
    const answer = await fetch({
      onProgress() {
        if (isChanged) return;
        isChanged = true;
        const file = join(hub.folder, dataset, "data/train_sft-00000-of-00002-3a.parquet");
        writeSampleParquet(file, changed, { rowGroupSize: 25 });
      },
    });
    expect(await rowsIn(answer)).to.deep.equal([...changed, ...trainRows.slice(300)]);
  });

  it("ends with the reason it is told, also while it waits: for the hub, for another run", async () => {
    const ending = (more: Partial<HubRequest>, whenLogs: RegExp): Promise<string> => {
      const stopped = new AbortController();
      const log = (line: string): void => {
        // in the next turn, when it waits
        if (whenLogs.test(line))
          setImmediate(() => {
            stopped.abort(new Error("enough"));
          });
      };
      return failure(fetch({ ...more, log, signal: stopped.signal }));
    };
    hub.disturb({ match: /\/tree\//, kind: "status", status: 429, retryAfter: "2" });
    expect(await ending({}, /again in 2\.0 s/)).to.equal("enough");
    const held = dirname((await fetchFooters()).files[0]?.path ?? "");
    const release = await lock(held);
    expect(await ending({}, /another run fetches/)).to.equal("enough");
    await release();
  });

  it("stops when it is told to, and goes on later", async () => {
    await fetchFooters();
    const stopped = new AbortController();
    const error = await failure(
      fetch({
        signal: stopped.signal,
        onProgress: () => {
          stopped.abort(new Error("enough"));
        },
      }),
    );
    expect(error).to.contain("enough");
    expect(await rowsIn(await fetch())).to.deep.equal(trainRows);
  });
});

describe("row groups that a disk without power left half", () => {
  let hub: RailwayHub;
  beforeEach(async () => {
    hub = await startRailway();
  });
  afterEach(() => hub.stop());

  /** Ends when most of the first file came, and leaves its row groups as they are. */
  const interrupt = async (request: HubRequest): Promise<string[]> => {
    const stopped = new AbortController();
    hub.disturb({ match: content, kind: "stall", after: 40_000 });
    const log = (line: string): void => {
      stopped.abort(new Error(line));
    };
    await failure(fetchRows({ ...request, signal: stopped.signal, log }, impatient));
    const names = readdirSync(hub.cache, { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(".part")).map((name) => join(hub.cache, name));
  };

  const spoilers: Readonly<Record<string, (part: string) => void>> = {
    "zeros instead of bytes": (part) => {
      writeFileSync(part, Buffer.alloc(statSync(part).size));
    },
    "one bit": (part) => {
      const bytes = readFileSync(part);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      writeFileSync(part, bytes);
    },
    "zeros behind": (part) => {
      appendFileSync(part, Buffer.alloc(100));
    },
    "no sums": (part) => {
      rmSync(part.replace(/part$/, "sums"));
    },
    "half of the sums": (part) => {
      const sums = part.replace(/part$/, "sums");
      truncateSync(sums, statSync(sums).size - 30);
    },
  };
  for (const [name, spoil] of Object.entries(spoilers))
    it(`are fetched again: ${name}`, async () => {
      const base = { dataset, split: "train_sft", cacheFolder: hub.cache, endpoint: hub.url };
      await fetchRows({ ...base, rows: { from: 0, to: 1 } }, impatient);
      const request: HubRequest = { ...base, rows: { from: 0, to: 300 } };
      const parts = await interrupt(request);
      expect(parts.length).to.be.above(1);
      parts.forEach(spoil);
      const answer = await fetchRows(request, impatient);
      expect(await rowsIn(answer)).to.deep.equal(trainRows.slice(0, 300));
    });
});

async function rowsIn({ files }: HubRows): Promise<unknown[]> {
  const parts = files.map(({ path }) => {
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) });
  });
  return (await Promise.all(parts)).flat();
}

async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not fail");
}
