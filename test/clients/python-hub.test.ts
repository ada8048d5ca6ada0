import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { fetchRows } from "../../dataset/hub/fetch-rows";
import {
  dataset,
  startRailway,
  trainRows,
  writeDataset,
  type RailwayHub,
} from "../dataset/hub/railway";
import { pythonWith } from "./python-venv";

const folder = join("test", "clients", "python-hub");

describe("Python's datasets and huggingface_hub", function () {
  this.timeout(15 * 60_000);
  const home = mkdtempSync(join(tmpdir(), "hf-home-"));
  let hub: RailwayHub;
  before(async () => {
    hub = await startRailway();
    writeDataset(join(hub.folder, "osprin/gated"), {
      "a.parquet": trainRows.slice(0, 1),
      "hub.json": '{"gated":"auto"}',
    });
  });
  after(async () => {
    await hub.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it("read a data set from the local hub, and pyarrow what we made of it", async () => {
    const python = await pythonWith(join(folder, "requirements.txt"));
    const rows = { from: 60, to: 110 };
    const { files, commit } = await fetchRows({
      ...{ dataset, split: "train_sft", rows },
      ...{ cacheFolder: hub.cache, endpoint: hub.url },
    });
    const args = [join(folder, "read.py"), dataset, "train_sft[:10%]", files[0]?.path ?? ""];
    const { HF_TOKEN: _, ...rest } = process.env;
    const env = { ...rest, HF_HOME: home, HF_ENDPOINT: hub.url, NO_PROXY: "127.0.0.1" };
    const { stdout } = await promisify(execFile)(python, args, { env });
    const ids = (from: number, to: number) => trainRows.slice(from, to).map((row) => row.prompt_id);
    expect(JSON.parse(stdout)).to.deep.equal({
      features: {
        prompt: "Value('string')",
        prompt_id: "Value('string')",
        messages: "List({'content': Value('string'), 'role': Value('string')})",
      },
      ids: ids(0, 48),
      refusal: "RepositoryNotFoundError",
      gated: "GatedRepoError",
      sha: commit,
      refs: ["main"],
      file: {
        ids: ids(50, 125),
        type: "list<element: struct<content: string, role: string>>",
      },
    });
  });
});
