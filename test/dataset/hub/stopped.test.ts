import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { parquetReadObjects } from "hyparquet";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import type { HubRequest } from "../../../dataset/hub/types";
import { dataset, impatient, startRailway, trainRows, type RailwayHub } from "./railway";

const program = `
process.on("SIGXFSZ", () => {}); // it would end by a limit instead of being told of it
const { fetchRows } = require(${JSON.stringify(join(process.cwd(), "dataset/hub/fetch-rows.ts"))});
fetchRows(JSON.parse(process.argv[1])).then(
  () => console.log("done"),
  (error) => console.log(error.message),
);
`;
const nodeArguments = (request: HubRequest) =>
  ["--require", "tsx/cjs", "--eval", program, JSON.stringify(request)] as const;

describe("fetchRows that is stopped", () => {
  let hub: RailwayHub;
  beforeEach(async () => {
    hub = await startRailway();
  });
  afterEach(() => hub.stop());

  const requestOf = (cacheFolder: string): HubRequest => ({
    ...{ dataset, split: "train_sft", rows: { from: 0, to: 300 } },
    ...{ cacheFolder, endpoint: hub.url },
  });

  it("by a kill: leaves what it has, and the next one fetches only the rest", async () => {
    const request = requestOf(hub.cache);
    await fetchRows({ ...request, rows: { from: 0, to: 1 } }, impatient);
    hub.takeBytes();
    const half = 30_000;
    hub.disturb({ match: /^GET \/repos\//, kind: "stall", after: half });
    const child = spawn(process.execPath, nodeArguments(request), {
      stdio: ["ignore", "inherit", "inherit"],
    });
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

  it("by a disk that takes no more: says so, and the next one goes on with what it has", async () => {
    const request = requestOf(hub.cache);
    // In blocks of 512 bytes: each row group fits, the file of all of them does not.
    const limited = `ulimit -f 64; exec "$0" "$@"`;
    const child = spawn("sh", ["-c", limited, process.execPath, ...nodeArguments(request)], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TSX_DISABLE_CACHE: "1" },
    });
    expect(await text(child.stdout)).to.match(
      /^cannot keep what was fetched in '.*': it takes no file of that size; mend that/,
    );
    hub.takeBytes();
    const { bytesFetched, rows } = await fetchRows(request, impatient);
    expect({ bytesFetched, rows }).to.deep.equal({ bytesFetched: 0, rows: 300 });
  });
});
