import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, median } from "../../bench/measure";
import { checkout } from "../../engine/cli-cache";
import { startAzure, stopAzure } from "../local/azure-process";
import { clientEnvironment } from "../local/client-environment";
import { callAdmin } from "../local/connection";
import { removeState, stateFiles } from "../local/state-folder";

const hashed = [50, 500] as const;
const uploaded = [40, 200] as const;

/** Memory of hashing and uploading a file and a larger one, and the upload beside that of Azure's own library. */
export async function benchUpload(runs: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    return [...(await benchHash(folder)), ...(await benchTransfer(folder, runs))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchHash(folder: string): Promise<string[]> {
  const peaks: number[] = [];
  for (const size of hashed) {
    const file = writeFile(folder, size);
    const program = `require("./dataset/content-hash").contentHash(${JSON.stringify(file)})`;
    peaks.push((await node(["--eval", program], {})).peakMB ?? Number.NaN);
  }
  return [
    `hash of ${hashed[0]} MB: peak ${megabytes(peaks[0])}; of ${hashed[1]} MB: peak ${megabytes(peaks[1])}`,
    `  memory ratio ${ratio(peaks[1], peaks[0])} (limit 1.20)`,
  ];
}

/** On a local Azure of its own; our client and the library's send the same file in turn, in one process. */
async function benchTransfer(folder: string, runs: number): Promise<string[]> {
  const files = stateFiles(join(folder, "state"));
  try {
    const connection = await startAzure(files, { latency: "0" }, () => undefined);
    const env = clientEnvironment(connection);
    const race = (file: string, ...more: string[]) =>
      node([join("bench", "upload-race.ts"), file, String(runs), ...more], env);
    const [small, large] = uploaded.map((size) => writeFile(folder, size));
    const { peakMB: smallPeak } = await race(small ?? "");
    const { output, peakMB } = await race(large ?? "");
    const { ours, theirs } = JSON.parse(output) as Record<"ours" | "theirs", number[]>;
    const speed = (seconds: readonly number[]) => uploaded[1] / median(seconds);
    const since = await next(connection);
    await race(large ?? "", "again");
    const data = (await requests(connection, since)).filter(
      ({ method, path }) => method === "PUT" && path.includes("/LocalUpload/"),
    );
    return [
      `upload of ${uploaded[1]} MB: ${speed(ours).toFixed(0)} MB/s, by @azure/storage-blob's uploadFile ${speed(theirs).toFixed(0)} MB/s`,
      `  ratio ${ratio(speed(ours), speed(theirs))} (limit 0.80), memory of both ${megabytes(peakMB)}, of ${uploaded[0]} MB ${megabytes(smallPeak)}`,
      `second upload: ${data.length} data requests (limit 0)`,
    ];
  } finally {
    await stopAzure(files);
    removeState(files);
  }
}

async function node(args: readonly string[], env: Readonly<Record<string, string>>) {
  const result = await measure({
    command: process.execPath,
    args: ["--require", "tsx/cjs", ...args],
    cwd: checkout,
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  if (result.code !== 0) throw new Error(`${args.join(" ")} failed:\n${result.output}`);
  return result;
}

type Connection = Parameters<typeof callAdmin>[0];
interface Logged {
  readonly next: number;
  readonly requests: readonly { readonly method: string; readonly path: string }[];
}

async function logged(connection: Connection, since: number): Promise<Logged> {
  const { body } = await callAdmin(connection, "GET", `/admin/requests?since=${since}`);
  return body as Logged;
}

const next = async (connection: Connection) =>
  (await logged(connection, Number.MAX_SAFE_INTEGER)).next;
const requests = async (connection: Connection, since: number) =>
  (await logged(connection, since)).requests;

const megabytes = (size = Number.NaN) => `${size.toFixed(0)} MB`;
const ratio = (a = Number.NaN, b = Number.NaN) => (a / b).toFixed(2);

function writeFile(folder: string, size: number): string {
  const file = join(folder, `${size}.jsonl`);
  const line = `${JSON.stringify({ messages: [] })}\n`;
  const open = openSync(file, "w");
  for (let index = 0; index < size; index += 1)
    writeSync(open, Buffer.alloc(1 << 20, `${index} ${line}`));
  closeSync(open);
  return file;
}
