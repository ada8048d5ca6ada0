import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Cloud } from "../../../local/azure/cloud";
import { startServer } from "../../../local/azure/server";
import { connection, type Connection, type StartOptions } from "../../../local/azure/state";
import { connect, type Client } from "./client";

export { at, type Answer, type Init, type Json } from "./client";

export interface LocalAzure extends Client {
  readonly connection: Connection;
  readonly url: string;
  /** The services inside, for what no request can see. */
  readonly cloud: Cloud;
  readonly stateDir: string;
  stop(): Promise<void>;
}

const seed = join(process.cwd(), ".cache", "test-azure");
const seedFiles = [
  "tls/ca.pem",
  "tls/ca.key",
  "tls/server.pem",
  "tls/server.key",
  "token-key.json",
];

function copyFiles(from: string, to: string): void {
  for (const name of seedFiles) {
    if (!existsSync(join(from, name)) || existsSync(join(to, name))) continue;
    mkdirSync(dirname(join(to, name)), { recursive: true });
    copyFileSync(join(from, name), join(to, name));
  }
}

/** Puts keys and certificates of an earlier run into a new state folder: making them costs most of a start. */
export function seedState(stateDir: string): void {
  copyFiles(seed, join(stateDir, "azure"));
}

function keepSeed({ config }: Cloud): void {
  const tokenKey = join(config.dataDir, "token-key.json");
  if (!existsSync(tokenKey)) writeFileSync(tokenKey, JSON.stringify(config.tokenKey));
  if (existsSync(seed)) return;
  mkdirSync(dirname(seed), { recursive: true });
  const whole = mkdtempSync(`${seed}-`);
  copyFiles(config.dataDir, whole);
  try {
    renameSync(whole, seed); // in one step: a key beside the certificate of another process fits nothing
  } catch {
    rmSync(whole, { recursive: true }); // another process was first
  }
}

/** Starts local Azure in this process, in a folder of its own unless one is given, with everything at once. */
export async function startLocalAzure(options: Partial<StartOptions> = {}): Promise<LocalAzure> {
  const own = options.stateDir === undefined;
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), "local-azure-"));
  seedState(stateDir);
  const running = await startServer({ latency: 0, ...options, stateDir });
  const { cloud } = running;
  keepSeed(cloud);
  const client = connect(connection(cloud.config));
  return {
    ...client,
    connection: connection(cloud.config),
    url: cloud.config.url,
    cloud,
    stateDir,
    async stop() {
      client.close();
      await running.close();
      if (own) rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
