import { apiVersions } from "../catalog/api-versions";
import { queryText } from "./query";
import type { Query } from "./query";
import type { Cloud } from "./cloud";
import { isAzureError } from "./errors";
import type { Http } from "./http";
import { readComponent, readModel } from "./registry-assets";
import type { AssetItem, RegistryComponent, RegistryModel } from "./registry-assets";

/** A registry's models and components. `version` `latest` is the one that was created last, as in the Python SDK. */
export interface Registry {
  model(registry: string, name: string, version: string): Promise<RegistryModel>;
  latestModel(registry: string, name: string): Promise<RegistryModel>;
  component(registry: string, name: string, version: string): Promise<RegistryComponent>;
  latestComponent(registry: string, name: string): Promise<RegistryComponent>;
}

/** Where a registry is, from the discovery service. */
interface Discovered {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** With trailing slash. */
  readonly primaryRegionResourceProviderUri: string;
}

type Kind = "models" | "components";

export function createRegistry(http: Http, cloud: Cloud): Registry {
  const bases = new Map<string, Promise<string>>();
  const baseOf = (registry: string): Promise<string> => {
    const known = bases.get(registry);
    if (known) return known;
    const found = discover(http, cloud, registry);
    bases.set(registry, found);
    found.catch(() => bases.delete(registry));
    return found;
  };
  const find = async (
    registry: string,
    kind: Kind,
    name: string,
    version: string,
  ): Promise<AssetItem> => {
    const versions = `${await baseOf(registry)}/${kind}/${encodeURIComponent(name)}/versions`;
    const send = reader(http, cloud);
    try {
      if (version !== "latest") return await send(`${versions}/${encodeURIComponent(version)}`);
      const [item] = await newest(send, versions);
      if (item) return item;
    } catch (error) {
      if (!isAzureError(error, 404)) throw error;
      throw new NoSuchAssetError(registry, kind, name, version, error);
    }
    throw new NoSuchAssetError(registry, kind, name, version, undefined);
  };
  const registryClient: Registry = {
    model: async (registry, name, version) =>
      readModel(await find(registry, "models", name, version), name),
    latestModel: (registry, name) => registryClient.model(registry, name, "latest"),
    component: async (registry, name, version) =>
      readComponent(await find(registry, "components", name, version), name),
    latestComponent: (registry, name) => registryClient.component(registry, name, "latest"),
  };
  return registryClient;
}

/** Neither active nor archived in the registry. */
export class NoSuchAssetError extends Error {
  override readonly name = "NoSuchAssetError";

  constructor(registry: string, kind: Kind, name: string, version: string, cause: unknown) {
    const which = version === "latest" ? "has no version" : `has no version '${version}'`;
    super(
      `${kind.slice(0, -1)} '${name}' ${which} in registry '${registry}', not even an archived one; check the name in the model catalogue of the studio`,
      { cause },
    );
  }
}

/** An item, or a list of them. */
interface Found extends AssetItem {
  readonly value?: readonly AssetItem[];
}

type Send = (url: string, query?: Query) => Promise<Found>;

function reader(http: Http, cloud: Cloud): Send {
  return async (url, query = {}) => {
    const target = `${url}?${queryText({ "api-version": apiVersions.registryDataPlane, ...query })}`;
    return (await http.send<Found>({ method: "GET", url: target, scope: cloud.armScope })).body;
  };
}

/** Archived versions are hidden from a list unless it asks for them; then the newest archived one is better than none. */
async function newest(send: Send, versions: string): Promise<readonly AssetItem[]> {
  const query = { $orderBy: "createdtime desc", $top: 1 };
  const list = async (more: Query): Promise<readonly AssetItem[]> =>
    (await send(versions, { ...query, ...more })).value ?? [];
  const active = await list({});
  return active.length > 0 ? active : list({ listViewType: "All" });
}

async function discover(http: Http, cloud: Cloud, registry: string): Promise<string> {
  const { body } = await http
    .send<Discovered>({
      method: "GET",
      url: `${cloud.registryDiscovery}registrymanagement/v1.0/registries/${encodeURIComponent(registry)}/discovery?api-version=${apiVersions.machineLearningDataPlane}`,
      scope: cloud.armScope,
    })
    .catch((error: unknown) => {
      if (!isAzureError(error, 404)) throw error;
      throw new Error(`there is no registry '${registry}'; public ones: 'azureml', 'HuggingFace'`, {
        cause: error,
      });
    });
  const host = body.primaryRegionResourceProviderUri.replace(/\/+$/, "");
  // The registry's own subscription and group, not the caller's.
  const group = `/subscriptions/${body.subscriptionId}/resourceGroups/${body.resourceGroup}`;
  const provider = "providers/Microsoft.MachineLearningServices/registries";
  return `${host}/mferp/managementfrontend${group}/${provider}/${encodeURIComponent(registry)}`;
}
