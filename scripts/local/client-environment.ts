import { join } from "node:path";
import { checkout } from "../../engine/cli-cache";
import type { Connection } from "./connection";

/** Folder with the stand-in for the azure-native plugin, to be first on PATH. */
export const standIn = join(checkout, "local", "provider", "bin");

/** Variables that make azure-native, our own clients and Microsoft's talk to local Azure, and trust its CA. */
export function clientEnvironment(connection: Connection): Record<string, string> {
  const { bundleFile } = connection;
  return {
    ARM_METADATA_HOSTNAME: new URL(connection.url).host,
    ARM_TENANT_ID: connection.tenantId,
    ARM_SUBSCRIPTION_ID: connection.subscriptionId,
    ARM_CLIENT_ID: connection.clientId,
    ARM_CLIENT_SECRET: connection.clientSecret,
    ARM_DISABLE_INSTANCE_DISCOVERY: "true",
    REGISTRY_DISCOVERY_ENDPOINT_URL: `${connection.url}/`,
    NODE_EXTRA_CA_CERTS: bundleFile,
    SSL_CERT_FILE: bundleFile,
    REQUESTS_CA_BUNDLE: bundleFile,
  };
}

/**
 * Variables more for Microsoft's Python clients: the cloud, a credential that DefaultAzureCredential finds without asking
 * the public cloud, and a proxy for those that build host names themselves (`{account}.blob.…`), such as azure-ai-ml.
 */
export function pythonEnvironment(connection: Connection): Record<string, string> {
  return {
    ARM_CLOUD_METADATA_URL: `${connection.url}/metadata/endpoints?api-version=2019-05-01`,
    IDENTITY_ENDPOINT: `${connection.url}/metadata/identity/token`,
    IDENTITY_HEADER: connection.clientSecret,
    HTTPS_PROXY: connection.proxyUrl,
    https_proxy: connection.proxyUrl,
    NO_PROXY: "localhost,127.0.0.1",
    no_proxy: "localhost,127.0.0.1",
  };
}

/** The user's environment without a login to real Azure, and with no proxy in front of this machine. */
export function withoutAzure(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(
    ([name]) => !/^(ARM|AZURE|ACTIONS_ID_TOKEN)_/.test(name) || name.startsWith("AZURE_FINETUNE_"),
  );
  const direct = [base.NO_PROXY ?? base.no_proxy, "localhost", "127.0.0.1"]
    .filter((part) => part !== undefined && part !== "")
    .join(",");
  return { ...Object.fromEntries(kept), NO_PROXY: direct, no_proxy: direct };
}

/** Lines for a shell: `export NAME='value'`. */
export function exportLines(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  );
}
