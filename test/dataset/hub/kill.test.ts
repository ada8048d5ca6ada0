import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { parquetReadObjects } from "hyparquet";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import type { HubRequest } from "../../../dataset/hub/types";
import { dataset, impatient, startRailway, trainRows, type RailwayHub } from "./railway";

const program = `
const { fetchRows } = require(${JSON.stringify(join(process.cwd(), "dataset/hub/fetch-rows.ts"))});
fetchRows(JSON.parse(process.argv[1])).then(() => console.log("done"));
`;

describe("fetchRows that is killed", () => {
  let hub: RailwayHub;
  beforeEach(async () => {
    hub = await startRailway();
  });
  afterEach(() => hub.stop());

  it("leaves what it has, and the next one fetches only the rest", async () => {
    const request: HubRequest = {
      ...{ dataset, split: "train_sft", rows: { from: 0, to: 300 } },
      ...{ cacheFolder: hub.cache, endpoint: hub.url },
    };
    await fetchRows({ ...request, rows: { from: 0, to: 1 } }, impatient);
    hub.takeBytes();
    const half = 30_000;
    hub.disturb({ match: /^GET \/repos\//, kind: "stall", after: half });
    const child = spawn(
      process.execPath,
      ["--require", "tsx/cjs", "--eval", program, JSON.stringify(request)],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    const ended = once(child, "exit");
    for (let came = 0; came < half; came += hub.takeBytes()) await pause(20);
    // what was handed to the connection has to get to the disk
    await pause(500);
    child.kill("SIGKILL");
    expect(await ended).to.deep.equal([null, "SIGKILL"]);
    hub.takeBytes();
    const { files, bytesFetched, bytesOfRowGroups } = await fetchRows(request, impatient);
    expect(bytesFetched).to.be.below(bytesOfRowGroups - half + 1);
    const { buffer, byteOffset, byteLength } = readFileSync(files[0]?.path ?? "");
    const file = buffer.slice(byteOffset, byteOffset + byteLength);
    expect(await parquetReadObjects({ file })).to.deep.equal(trainRows.slice(0, 300));
  });
});
