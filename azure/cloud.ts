import type { Http } from "./http";
import type { Login } from "./login";

/** Hosts and token scopes of one Azure cloud. */
export interface Cloud {
  readonly name: string;
  /** Without trailing slash. */
  readonly resourceManager: string;
  readonly loginEndpoint: string;
  readonly armScope: string;
  readonly mlScope: string;
  readonly storageScope: string;
  /** e.g. `core.windows.net` */
  readonly storageSuffix: string;
  /** Base URL of the registry discovery, with trailing slash. */
  readonly registryDiscovery: string;
  /** Without trailing slash. */
  readonly portal: string;
}

// One audience for storage in every cloud (@azure/storage-blob, `StorageOAuthScopes`).
const storageScope = "https://storage.azure.com/.default";

// Endpoints: Azure/go-autorest `environments.go`; Azure ML and registry discovery: azure-ai-ml `_azure_environments.py`.
const known: readonly Cloud[] = [
  {
    name: "AzureCloud",
    resourceManager: "https://management.azure.com",
    loginEndpoint: "https://login.microsoftonline.com/",
    armScope: "https://management.azure.com/.default",
    mlScope: "https://ml.azure.com/.default",
    storageScope,
    storageSuffix: "core.windows.net",
    registryDiscovery: "https://eastus.api.azureml.ms/",
    portal: "https://portal.azure.com",
  },
  {
    name: "AzureUSGovernment",
    resourceManager: "https://management.usgovcloudapi.net",
    loginEndpoint: "https://login.microsoftonline.us/",
    armScope: "https://management.usgovcloudapi.net/.default",
    mlScope: "https://ml.azure.us/.default",
    storageScope,
    storageSuffix: "core.usgovcloudapi.net",
    registryDiscovery: "https://usgovarizona.api.ml.azure.us/",
    portal: "https://portal.azure.us",
  },
  {
    name: "AzureChinaCloud",
    resourceManager: "https://management.chinacloudapi.cn",
    loginEndpoint: "https://login.chinacloudapi.cn/",
    armScope: "https://management.chinacloudapi.cn/.default",
    mlScope: "https://ml.azure.cn/.default",
    storageScope,
    storageSuffix: "core.chinacloudapi.cn",
    registryDiscovery: "https://chinaeast2.api.ml.azure.cn/",
    portal: "https://portal.azure.cn",
  },
];

/** Names that azure-native and the Azure SDKs use for `environment`, lower case. */
const names: Readonly<Record<string, string>> = {
  public: "AzureCloud",
  azurecloud: "AzureCloud",
  azurepubliccloud: "AzureCloud",
  usgovernment: "AzureUSGovernment",
  usgov: "AzureUSGovernment",
  azureusgovernment: "AzureUSGovernment",
  azureusgovernmentcloud: "AzureUSGovernment",
  china: "AzureChinaCloud",
  azurechina: "AzureChinaCloud",
  azurechinacloud: "AzureChinaCloud",
};

/**
 * The cloud of a login: from its metadata host's endpoints document, else one of the known ones by `environment`
 * (no network). REGISTRY_DISCOVERY_ENDPOINT_URL wins over both, as in azure-ai-ml.
 * @param login as `withEnvironment` completes it
 */
export async function discoverCloud(
  login: Login,
  http: Http,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Cloud> {
  const cloud = login.metadataHost
    ? await described(login.metadataHost, http)
    : byName(login.environment ?? "public");
  const override = env.REGISTRY_DISCOVERY_ENDPOINT_URL;
  return override ? { ...cloud, registryDiscovery: withSlash(override) } : cloud;
}

function byName(environment: string): Cloud {
  const cloud = known.find(({ name }) => name === names[environment.toLowerCase()]);
  if (cloud) return cloud;
  throw new Error(
    `environment '${environment}' is not known; known: 'public', 'usgovernment', 'china'; for another cloud set ARM_METADATA_HOSTNAME to its resource manager's host`,
  );
}

/** One cloud of `GET /metadata/endpoints?api-version=2022-09-01`, the parts that are used. */
interface Endpoints {
  readonly name?: string;
  readonly portal?: string;
  readonly resourceManager?: string;
  readonly authentication?: {
    readonly loginEndpoint?: string;
    readonly audiences?: readonly string[];
  };
  readonly suffixes?: { readonly storage?: string };
}

async function described(metadataHost: string, http: Http): Promise<Cloud> {
  const origin = metadataHost.includes("://") ? metadataHost : `https://${metadataHost}`;
  const url = `${withoutSlash(origin)}/metadata/endpoints?api-version=2022-09-01`;
  const { body } = await http.send<Endpoints | readonly Endpoints[]>({ method: "GET", url });
  const found = Array.isArray(body)
    ? pick(body as readonly Endpoints[], origin)
    : (body as Endpoints);
  const need = (value: string | undefined, key: string): string => {
    if (value) return value;
    throw new Error(`the cloud's endpoints document has no '${key}': ${url}`);
  };
  const name = need(found.name, "name");
  const portal = withoutSlash(need(found.portal, "portal"));
  const audience = need(found.authentication?.audiences?.[0], "authentication.audiences");
  const suffix = mlSuffix(portal);
  return {
    name,
    resourceManager: withoutSlash(need(found.resourceManager, "resourceManager")),
    loginEndpoint: need(found.authentication?.loginEndpoint, "authentication.loginEndpoint"),
    // As azure-native writes it: an audience that ends in a slash keeps it.
    armScope: `${audience}/.default`,
    mlScope: `https://ml.azure.${suffix}/.default`,
    storageScope,
    storageSuffix: need(found.suffixes?.storage, "suffixes.storage"),
    registryDiscovery:
      known.find((one) => one.name === name)?.registryDiscovery ??
      `https://${name.toLowerCase()}west.api.ml.azure.${suffix}/`,
    portal,
  };
}

/** Older hosts answer with a list of all clouds: the one that the host belongs to, else the first. */
function pick(clouds: readonly Endpoints[], origin: string): Endpoints {
  const { host } = new URL(origin);
  const own = clouds.find(({ resourceManager }) => {
    return (
      resourceManager !== undefined &&
      URL.canParse(resourceManager) &&
      new URL(resourceManager).host === host
    );
  });
  const cloud = own ?? clouds[0];
  if (!cloud) throw new Error(`the endpoints document of '${origin}' names no cloud`);
  return cloud;
}

/** Third and later labels of the portal's host (azure-ai-ml `_azure_environments.py`): `portal.azure.com` -> `com`. */
function mlSuffix(portal: string): string {
  return new URL(portal).hostname.split(".").slice(2).join(".");
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
