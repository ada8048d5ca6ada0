import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { checkout } from "../../engine/cli-cache";

const startTimeout = 30_000;

/**
 * Works with a hub on this machine that serves the data sets of a folder, and ends it afterwards.
 * @param folder data sets lie below as {owner}/{name}
 * @param work gets the hub's address
 */
export async function withHub<T>(
  folder: string,
  work: (endpoint: string) => Promise<T>,
): Promise<T> {
  const program = join("local", "hub", "main.ts");
  const child = spawn(process.execPath, ["--require", "tsx/cjs", program, folder], {
    cwd: checkout,
    // Its end closes the hub, however it comes.
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((done) => child.once("close", done).once("error", done));
  try {
    return await work(await addressOf(child.stdout));
  } finally {
    child.stdin.end();
    await ended;
  }
}

/** The first line that the hub prints says where it is. */
async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface(output);
  const timer = setTimeout(() => {
    lines.close();
  }, startTimeout);
  try {
    for await (const line of lines) return (JSON.parse(line) as { readonly url: string }).url;
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the local hub did not start within ${startTimeout / 1000} s`);
}
