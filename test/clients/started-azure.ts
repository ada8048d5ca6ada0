import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection } from "../../local/azure/state";
import { connect, type Client } from "../local/azure/client";
import { seedState } from "../local/azure/start";

const local = [process.execPath, join("scripts", "start.cjs"), "local"];

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Local Azure as a user starts it, in a folder of its own. */
export interface StartedAzure {
  readonly client: Client;
  readonly connection: Connection;
  readonly folder: string;
  /** Runs a program in a shell with the variables that `local env --python` prints. */
  runPython(python: string, args: readonly string[]): Promise<Ended>;
  stop(): Promise<void>;
}

function run(file: string, args: readonly string[]): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (part: string) => (stdout += part));
    child.stderr.setEncoding("utf8").on("data", (part: string) => (stderr += part));
    child.once("error", fail);
    child.once("close", (code) => {
      done({ code, stdout, stderr });
    });
  });
}

async function runLocal(...args: string[]): Promise<void> {
  const [node = "", ...program] = local;
  const { code, stderr } = await run(node, [...program, ...args]);
  if (code !== 0) throw new Error(`local ${args.join(" ")}: ${stderr}`);
}

/** Starts it with everything at once; `options` go to `local start`. */
export async function startAzureProcess(...options: string[]): Promise<StartedAzure> {
  const folder = mkdtempSync(join(tmpdir(), "local-azure-"));
  seedState(folder);
  await runLocal("start", "--state", folder, "--latency", "0", ...options);
  const connection = JSON.parse(readFileSync(join(folder, "azure.json"), "utf8")) as Connection;
  const client = connect(connection);
  const shell = `variables="$("$1" "$2" "$3" env --python --state "$4")" && eval "$variables" && shift 4 && exec "$@"`;
  return {
    client,
    connection,
    folder,
    runPython: (python, args) => run("sh", ["-c", shell, "sh", ...local, folder, python, ...args]),
    async stop() {
      client.close();
      await runLocal("stop", "--state", folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
