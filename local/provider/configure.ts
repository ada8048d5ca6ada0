import type { ClientSecret } from "./azure/credential";

/** What the stand-in knows after Configure. */
export interface Settings {
  readonly metadataHost: string;
  readonly subscriptionId: string;
  readonly location: string | undefined;
  readonly skipReadOnUpdate: boolean;
  readonly principal: ClientSecret;
}

// Configuration keys and the environment variables that they fall back to; `location` has none.
const variables: Readonly<Record<string, readonly string[]>> = {
  auxiliaryTenantIds: ["ARM_AUXILIARY_TENANT_IDS"],
  clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
  clientId: ["ARM_CLIENT_ID"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  disableInstanceDiscovery: ["ARM_DISABLE_INSTANCE_DISCOVERY"],
  environment: ["ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"],
  metadataHost: ["ARM_METADATA_HOSTNAME"],
  skipReadOnUpdate: ["ARM_SKIP_READ_ON_UPDATE"],
  subscriptionId: ["ARM_SUBSCRIPTION_ID"],
  tenantId: ["ARM_TENANT_ID"],
  useDefaultAzureCredential: ["ARM_USE_DEFAULT_AZURE_CREDENTIAL"],
  useMsi: ["ARM_USE_MSI"],
  useOidc: ["ARM_USE_OIDC"],
};

type Read = (key: string) => string | undefined;

/**
 * Reads the provider's configuration (`azure-native:config:<key>` → text) with its environment fallbacks.
 * Throws what is missing, in one line.
 */
export function configure(config: ReadonlyMap<string, string>, env: NodeJS.ProcessEnv): Settings {
  const read: Read = (key) =>
    [
      config.get(`azure-native:config:${key}`),
      ...(variables[key] ?? []).map((name) => env[name]),
    ].find((value) => value !== undefined && value !== "");
  const metadataHost = read("metadataHost");
  if (!metadataHost)
    throw new Error(
      "this is the local stand-in for the azure-native plugin and it works on local Azure only: " +
        "metadataHost or ARM_METADATA_HOSTNAME has to name it",
    );
  const principal = servicePrincipal(read);
  if (read("disableInstanceDiscovery") !== "true")
    throw new Error(
      `'${metadataHost}' is not an authority that login.microsoft.com knows: ` +
        "set disableInstanceDiscovery or ARM_DISABLE_INSTANCE_DISCOVERY to true",
    );
  return {
    metadataHost,
    subscriptionId: read("subscriptionId") ?? "",
    location: read("location"),
    skipReadOnUpdate: read("skipReadOnUpdate") === "true",
    principal,
  };
}

/** The first credential that is configured, in the plugin's order; a client secret is all we can use. */
function servicePrincipal(read: Read): ClientSecret {
  if (read("useDefaultAzureCredential") === "true") throw unsupported("the default credential");
  if (read("clientCertificatePath")) throw unsupported("a client certificate");
  const clientSecret = read("clientSecret");
  if (!clientSecret) {
    if (read("useOidc") === "true") throw unsupported("OIDC");
    if (read("useMsi") === "true") throw unsupported("a managed identity");
    throw unsupported("Azure CLI");
  }
  const [tenantId, clientId] = ["tenantId", "clientId"].map((key) => required(key, read));
  required("subscriptionId", read);
  return { tenantId: tenantId ?? "", clientId: clientId ?? "", clientSecret };
}

function required(key: string, read: Read): string {
  const value = read(key);
  if (value) return value;
  throw new Error(
    `Service Principal with client secret: '${key}' is not set; ` +
      `set azure-native:${key} or ${variables[key]?.[0] ?? ""}`,
  );
}

function unsupported(mode: string): Error {
  return new Error(
    `the configuration asks for ${mode}; the local stand-in for azure-native signs in with a client ` +
      "secret only (ARM_TENANT_ID, ARM_SUBSCRIPTION_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET)",
  );
}
