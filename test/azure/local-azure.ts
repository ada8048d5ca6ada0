import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { connect } from "../../azure/client";
import type { Azure, ConnectOptions } from "../../azure/client";
import { startLocalAzure } from "../local/azure/start";
import type { LocalAzure } from "../local/azure/start";

/** Local Azure, and our clients signed in to it as any user would be: by environment variables. */
export interface Signed {
  readonly azure: Azure;
  readonly local: LocalAzure;
  readonly group: string;
  readonly lines: string[];
  /** Another connection, with other options or another login. */
  again(env?: Readonly<Record<string, string>>, options?: ConnectOptions): Promise<Azure>;
  stop(): Promise<void>;
}

/** One local Azure with resource group `rg`, everything at once. */
export async function signedIn(): Promise<Signed> {
  const local = await startLocalAzure();
  const { connection } = local;
  setDefaultCACertificates([
    ...getCACertificates("default"),
    readFileSync(connection.caFile, "utf8"),
  ]);
  const lines: string[] = [];
  const env = {
    ARM_METADATA_HOSTNAME: new URL(local.url).host,
    ARM_TENANT_ID: connection.tenantId,
    ARM_SUBSCRIPTION_ID: connection.subscriptionId,
    ARM_CLIENT_ID: connection.clientId,
    ARM_CLIENT_SECRET: connection.clientSecret,
    ARM_DISABLE_INSTANCE_DISCOVERY: "true",
    REGISTRY_DISCOVERY_ENDPOINT_URL: `${local.url}/`,
  };
  const again: Signed["again"] = (other = {}, options = {}) =>
    withEnvironment({ ...env, ...other }, () =>
      connect({}, { waits: { intervalSeconds: 0.05, deadlineSeconds: 20 }, ...options }),
    );
  const azure = await again({}, { log: (line) => lines.push(line) });
  const group = `/subscriptions/${azure.subscriptionId}/resourceGroups/rg`;
  await azure.arm.put(group, "2024-03-01", { location: "eastus" });
  return { azure, local, group, lines, again, stop: () => local.stop() };
}

/** The secrets are read while connecting, so they need to be there only for that long. */
async function withEnvironment<T>(
  env: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}
