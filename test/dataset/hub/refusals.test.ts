import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import type { HubRequest } from "../../../dataset/hub/types";
import {
  dataset,
  impatient,
  startRailway,
  trainRows,
  writeDataset,
  type RailwayHub,
} from "./railway";

describe("fetchRows refuses", () => {
  let hub: RailwayHub;
  before(async () => {
    hub = await startRailway();
    const at = (name: string): string => join(hub.folder, "osprin", name);
    const rows = { "data/train-00000-of-00001.parquet": trainRows.slice(0, 50) };
    writeDataset(at("gated"), {
      ...rows,
      "hub.json": JSON.stringify({ gated: "auto", tokens: ["hf_reader"] }),
    });
    writeDataset(at("private"), {
      ...rows,
      "hub.json": JSON.stringify({ private: true, tokens: ["hf_reader", "hf_other"] }),
    });
    writeDataset(at("lines"), { "train.jsonl": "{}\n", "README.md": "Lines" });
    writeDataset(at("broken"), {
      "train.parquet": "this is no parquet file, whatever its name says",
    });
    writeDataset(at("converted"), {
      "train.jsonl": "{}\n",
      "hub.json": JSON.stringify({
        revisions: { "refs/convert/parquet": ".parquet", old: ".old" },
      }),
      ".old/train.jsonl": "{ }\n",
      ".parquet/default/train/0000.parquet": trainRows.slice(0, 40),
      ".parquet/default/partial-big/0000.parquet": trainRows.slice(0, 40),
    });
  });
  after(() => hub.stop());

  const fetch = (more: Partial<HubRequest>) => {
    const base = { dataset, split: "train_sft", rows: { percent: 1 }, cacheFolder: hub.cache };
    return fetchRows({ ...base, endpoint: hub.url, token: "", ...more }, impatient);
  };
  const refusal = async (more: Partial<HubRequest>): Promise<string> => {
    try {
      await fetch(more);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("it did not refuse");
  };

  const cases: readonly (readonly [string, Partial<HubRequest>, RegExp])[] = [
    [
      "an unknown split",
      { split: "train_sfd" },
      /no split 'train_sfd' in configuration 'default'; there is 'train_sft', 'test_sft'$/,
    ],
    [
      "an unknown configuration",
      { config: "defualt" },
      /no configuration 'defualt'; there is 'default'$/,
    ],
    ["an unknown revision", { revision: "v9" }, /no revision 'v9'.*\/commits\/main/],
    [
      "a missing data set",
      { dataset: "osprin/railways" },
      /no data set 'osprin\/railways' on http/,
    ],
    ["a name that is a path", { dataset: "../etc/passwd" }, /is no name of a data set/],
    [
      "a private data set without token",
      { dataset: "osprin/private" },
      /or it is private: then set HF_TOKEN/,
    ],
    [
      "a gated data set without token",
      { dataset: "osprin/gated" },
      /is gated: accept its terms on http.*\/datasets\/osprin\/gated.*set HF_TOKEN/,
    ],
    [
      "a gated data set with another's token",
      { dataset: "osprin/gated", token: "hf_other" },
      /is gated: accept its terms.*HF_TOKEN has to belong to that account/,
    ],
    ["a wrong token", { token: "hf_wrong" }, /refuses HF_TOKEN.*Invalid credentials/],
    ["what is no token", { token: "secret" }, /HF_TOKEN is no token of the hub/],
    [
      "an old revision of what the hub has converted since",
      { dataset: "osprin/converted", split: "train", revision: "old" },
      /has no parquet files at revision '.*', and what the hub has converted is of 'main'; leave/,
    ],
    [
      "a data set without parquet",
      { dataset: "osprin/lines", split: "train" },
      /no parquet files and the hub has converted none.*\.md, \.jsonl/,
    ],
    [
      "a file that is none",
      { dataset: "osprin/broken", split: "train" },
      /'train.parquet' is no parquet file: it does not end with PAR1/,
    ],
    [
      "the first part of a large split as the whole",
      { dataset: "osprin/converted", split: "big" },
      /converted only the first part of split 'big'/,
    ],
    ["rows beyond the end", { rows: { from: 480 } }, /rows 480 to the last.*it has 480/],
    ["a share that is no row", { rows: { percent: 0.1 } }, /0.1 % of split 'train_sft' is no row/],
    [
      "a host that is not there",
      { endpoint: "http://127.0.0.1:9" },
      /cannot fetch from '127.0.0.1:9' \(.*\).*check the network, or name a mirror in HF_ENDPOINT/,
    ],
  ];
  for (const [name, more, message] of cases)
    it(name, async () => {
      expect(await refusal(more)).to.match(message);
    });

  it("not a gated or private data set with its token, nor a converted one", async () => {
    for (const name of ["gated", "private"]) {
      const { rows } = await fetch({
        dataset: `osprin/${name}`,
        split: "train",
        rows: { percent: 100 },
        token: "hf_reader\n",
      });
      expect(rows).to.equal(50);
    }
    const { totalRows } = await fetch({
      dataset: "osprin/converted",
      split: "train",
      rows: { percent: 50 },
    });
    expect(totalRows).to.equal(40);
  });

  it("a data set without messages, before it fetches a row", async () => {
    const folder = join(hub.folder, "osprin", "other", "data");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "train-00000-of-00001.parquet");
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(`COPY (SELECT 1 AS "text", 2 AS "label") TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    expect(await refusal({ dataset: "osprin/other", split: "train" })).to.match(
      /'osprin\/other' has no column 'messages' to train on; there is 'text', 'label';/,
    );
  });

  it("a cache that cannot be written, and says why", async () => {
    const cacheFolder = join(hub.folder, "..", "in-the-way");
    writeFileSync(cacheFolder, "");
    expect(await refusal({ cacheFolder })).to.match(
      /cannot keep .* in '.*': a part of the path is a file; mend/,
    );
  });

  it("nothing that is in a cache it may only read", async () => {
    const cacheFolder = join(hub.folder, "..", "read-only");
    mkdirSync(cacheFolder);
    await fetch({ cacheFolder, rows: { percent: 100 } });
    chmodSync(cacheFolder, 0o555);
    expect((await fetch({ cacheFolder, rows: { percent: 100 } })).bytesFetched).to.equal(0);
    chmodSync(cacheFolder, 0o755);
  });
});
