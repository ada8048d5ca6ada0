import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import { z } from "zod";
import { prepareTls, writeAtomically, type TlsFiles } from "./http/tls";
import { newSecret } from "./identity/principals";

const settingsSchema = z.object({
  port: z.int(),
  proxyPort: z.int(),
  tenantId: z.string(),
  subscriptionId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  objectId: z.string(),
  adminKey: z.string(),
  /** Key of SAS and of other signatures that local Azure checks itself. */
  signingSecret: z.string(),
  asOf: z.iso.date(),
  location: z.string(),
  /** Private key of the tokens, as a JWK. */
  tokenKey: z.record(z.string(), z.unknown()),
});
type Settings = z.infer<typeof settingsSchema>;

export interface StartOptions {
  readonly stateDir: string;
  readonly port?: number | undefined;
  /** `YYYY-MM-DD`; kept from the first start. */
  readonly asOf?: string | undefined;
  /** Emulated seconds per real second. */
  readonly speed?: number | undefined;
  readonly latency?: number | undefined;
}

/** What one local Azure is; fixed while the process runs. */
export interface CloudConfig extends Omit<Settings, "asOf"> {
  /** `https://localhost:PORT`, without a slash at the end. */
  readonly url: string;
  /** `http://127.0.0.1:PORT2`, the CONNECT proxy. */
  readonly proxyUrl: string;
  readonly stateDir: string;
  /** Local Azure's own files. */
  readonly dataDir: string;
  /** Date of the catalogue. */
  readonly asOf: Date;
  readonly speed: number;
  readonly latency: number;
  readonly suffixes: typeof suffixes;
  readonly audiences: Readonly<Record<"arm" | "ml" | "storage" | "graph", readonly string[]>>;
  readonly tls: TlsFiles;
}

const suffixes = {
  storage: "storage.azure.local",
  keyVaultDns: "vault.azure.local",
  acrLoginServer: "azurecr.azure.local",
} as const;

/** Names that the server's certificate carries beside the loopback addresses. */
export const serverNames = [
  "localhost",
  ...["blob", "dfs", "file", "queue", "table"].map((kind) => `*.${kind}.${suffixes.storage}`),
  `*.${suffixes.keyVaultDns}`,
  `*.${suffixes.acrLoginServer}`,
];

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
  });
}

async function newTokenKey(): Promise<Record<string, unknown>> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(12).toString("base64url") };
}

async function newSettings(asOf: string | undefined, keyFile: string): Promise<Settings> {
  const [port, proxyPort] = [await freePort(), await freePort()];
  const key: unknown = existsSync(keyFile)
    ? JSON.parse(readFileSync(keyFile, "utf8"))
    : await newTokenKey();
  return {
    port,
    proxyPort,
    tenantId: randomUUID(),
    subscriptionId: randomUUID(),
    clientId: randomUUID(),
    clientSecret: newSecret(),
    objectId: randomUUID(),
    adminKey: randomBytes(24).toString("base64url"),
    signingSecret: randomBytes(32).toString("base64"),
    asOf: asOf ?? new Date().toISOString().slice(0, 10),
    location: "eastus",
    tokenKey: z.record(z.string(), z.unknown()).parse(key),
  };
}

/** Reads a state folder, or makes it. Ports, ids and secrets stay the same for the life of the folder. */
export async function openState(options: StartOptions): Promise<CloudConfig> {
  const { stateDir, speed = 60, latency = 1 } = options;
  const dataDir = join(stateDir, "azure");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, "settings.json");
  const kept = existsSync(file)
    ? settingsSchema.parse(JSON.parse(readFileSync(file, "utf8")))
    : await newSettings(options.asOf, join(dataDir, "token-key.json"));
  const settings = {
    ...kept,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
  };
  writeAtomically(file, JSON.stringify(settings, null, 2));
  const url = `https://localhost:${settings.port}`;
  return {
    ...settings,
    url,
    proxyUrl: `http://127.0.0.1:${settings.proxyPort}`,
    stateDir,
    dataDir,
    asOf: new Date(`${settings.asOf}T00:00:00Z`),
    speed,
    latency,
    suffixes,
    audiences: {
      arm: withAndWithoutSlash("https://management.azure.local", url),
      // the second is what azure-ai-ml asks for when it scores with an Entra token, in every cloud
      ml: ["https://ml.azure.local", "https://ml.azure.com"],
      storage: withAndWithoutSlash("https://storage.azure.com"),
      graph: withAndWithoutSlash("https://graph.azure.local"),
    },
    tls: await prepareTls(join(dataDir, "tls"), serverNames),
  };
}

function withAndWithoutSlash(...urls: string[]): string[] {
  return urls.flatMap((url) => [url, `${url}/`]);
}

/** The content of azure.json: what a client needs to know. */
export function connection(config: CloudConfig): Connection {
  const { url, proxyUrl, tenantId, subscriptionId, clientId, clientSecret, objectId } = config;
  const { adminKey, speed, latency, location, tls } = config;
  return {
    pid: process.pid,
    url,
    proxyUrl,
    tenantId,
    subscriptionId,
    clientId,
    clientSecret,
    objectId,
    adminKey,
    caFile: tls.caFile,
    bundleFile: tls.bundleFile,
    asOf: config.asOf.toISOString().slice(0, 10),
    speed,
    latency,
    location,
  };
}

export type Connection = Record<"url" | "proxyUrl", string> &
  Record<"tenantId" | "subscriptionId" | "clientId" | "clientSecret" | "objectId", string> &
  Record<"adminKey" | "caFile" | "bundleFile" | "asOf" | "location", string> &
  Record<"pid" | "speed" | "latency", number>;

const connectionFile = (config: CloudConfig): string => join(config.stateDir, "azure.json");

export function announce(config: CloudConfig): void {
  writeAtomically(connectionFile(config), JSON.stringify(connection(config), null, 2));
}

/** Takes azure.json away when this process stops; another one's stays. */
export function withdraw(config: CloudConfig): void {
  const file = connectionFile(config);
  if (!existsSync(file)) return;
  const { pid } = z.object({ pid: z.number() }).parse(JSON.parse(readFileSync(file, "utf8")));
  if (pid === process.pid) rmSync(file);
}
