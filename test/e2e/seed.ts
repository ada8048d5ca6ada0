import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { lock } from "proper-lockfile";
import { checkout } from "../../engine/cli-cache";
import { stackFiles } from "../../engine/environment";
import { stackFile } from "../../engine/stack-health";
import { stopAzure } from "../../scripts/local/azure-process";
import { openStack, projectName, stackName } from "../../scripts/local/stack";
import { type StateFiles, stateFiles } from "../../scripts/local/state-folder";
import { setConfig } from "./stack-config";

/** `finished`: after a whole `up`; `empty`: a stack without resources. Local Azure is stopped in both. */
export type SeedKind = "finished" | "empty";

const cache = join(checkout, ".cache", "e2e");
// What a seed is made from; a change of any of it makes another seed.
const sources = [
  ...["azure", "catalog", "components", "data/sample", "dataset", "engine", "handlers", "local"],
  ...["resources", "scripts/local", "settings", "index.ts", "package-lock.json", "Pulumi.yaml"],
  ...["Pulumi.dev.yaml", "test/e2e/seed.ts"],
];

/** A copy of the seed in a temporary folder, on ports of its own, so that two copies can run beside each other. */
export async function copySeed(kind: SeedKind): Promise<StateFiles> {
  mkdirSync(cache, { recursive: true });
  const release = await lock(cache, {
    stale: 20_000,
    retries: { retries: 900, minTimeout: 200, maxTimeout: 200 },
  });
  try {
    const seed = join(cache, `${kind}-${sourceHash()}`);
    if (!existsSync(seed)) await makeSeed(kind, seed);
    const root = mkdtempSync(join(tmpdir(), "azure-finetune-"));
    cpSync(seed, root, { recursive: true, filter: (file) => !file.endsWith("owner.json") });
    const files = stateFiles(root);
    await giveNewPorts(files);
    return files;
  } finally {
    await release();
  }
}

async function makeSeed(kind: SeedKind, seed: string): Promise<void> {
  readdirSync(cache)
    .filter((name) => name.startsWith(`${kind}-`))
    .forEach((name) => {
      rmSync(join(cache, name), { recursive: true, force: true });
    });
  const files = stateFiles(`${seed}.new`);
  try {
    const stack = await openStack(files, { latency: "0" }, () => undefined);
    setConfig(files, "waits.pollSeconds", 0.2);
    if (kind === "finished") {
      const { code, stdout, stderr } = await stack.pulumi(
        ["up", "--yes", "--skip-preview", "--non-interactive", "--color", "never"],
        { output: "capture" },
      );
      if (code !== 0)
        throw new Error(`the stack that cases start from cannot be made:\n${stdout}${stderr}`);
    }
    await stopAzure(files);
    renameSync(files.root, seed);
  } finally {
    await stopAzure(files);
    rmSync(files.root, { recursive: true, force: true });
  }
}

function sourceHash(): string {
  const hash = createHash("sha256");
  for (const file of sources.flatMap((name) => filesBelow(join(checkout, name)))) {
    hash
      .update(`${relative(checkout, file)}\n`)
      .update(readFileSync(file))
      .update("\n");
  }
  return hash.digest("hex").slice(0, 12);
}

function filesBelow(path: string): string[] {
  if (/\.(ts|cjs|json|yaml|jsonl|mod|sum|go)$/.test(path)) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = join(path, entry.name);
      return entry.isDirectory() ? filesBelow(inner) : [inner];
    });
}

/** Other ports, and the URLs with the old one replaced wherever local Azure and the engine have written them down. */
async function giveNewPorts(files: StateFiles): Promise<void> {
  const file = join(files.azure, "settings.json");
  const settings = JSON.parse(readFileSync(file, "utf8")) as { port: number; proxyPort: number };
  const [port, proxyPort] = await freePorts();
  writeFileSync(file, JSON.stringify({ ...settings, port, proxyPort }), { mode: 0o600 });
  const [before, after] = [`localhost:${settings.port}`, `localhost:${port}`];

  const store = new DatabaseSync(join(files.azure, "azure.sqlite"));
  store
    .prepare("UPDATE document SET value = replace(value, ?, ?) WHERE instr(value, ?) > 0")
    .run(before, after, before);
  store.close();
  const state = stackFile(stackFiles(files.pulumi, stackName).backend, projectName(), stackName);
  writeFileSync(state, readFileSync(state, "utf8").replaceAll(before, after));
}

/** Both at once, so that they differ. */
async function freePorts(): Promise<[number, number]> {
  const [one, other] = await Promise.all([probe(), probe()]);
  one.close();
  other.close();
  return [one.port, other.port];
}

function probe(): Promise<{ port: number; close: () => void }> {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      done({ port, close: () => server.close() });
    });
  });
}
