import { apiVersions } from "../catalog/api-versions";
import type { Arm } from "./arm";
import { createBlobTarget } from "./blob";
import type { BlobTarget } from "./blob";
import type { Cloud } from "./cloud";
import { isAzureError } from "./errors";
import { lastName } from "./resource-id";
import type { Workspaces } from "./workspaces";

/** A blob datastore of a workspace. */
export interface Datastore {
  readonly accountName: string;
  readonly containerName: string;
  /** `https://…/{container}`, without trailing slash. */
  readonly containerUrl: string;
  /** Whether it holds a key or SAS that `listSecrets` gives; else callers sign in themselves. */
  readonly hasSecrets: boolean;
}

/** Datastores of a workspace (by its resource id). */
export interface Datastores {
  locate(workspaceId: string, datastore: string): Promise<Datastore>;
  /** One blob, with its access; nothing is sent to storage yet. */
  blobTarget(workspaceId: string, datastore: string, path: string): Promise<BlobTarget>;
}

interface Resource {
  readonly properties: {
    readonly datastoreType?: string;
    readonly accountName?: string | null;
    readonly containerName?: string | null;
    readonly endpoint?: string | null;
    readonly protocol?: string | null;
    readonly credentials?: { readonly credentialsType?: string } | null;
  };
}

interface StorageAccount {
  readonly properties?: { readonly primaryEndpoints?: { readonly blob?: string } };
}

type Secrets = Readonly<Partial<Record<"secretsType" | "sasToken" | "key", string>>>;

export function createDatastores(arm: Arm, cloud: Cloud, workspaces: Workspaces): Datastores {
  const locate = async (workspaceId: string, datastore: string): Promise<Datastore> => {
    const id = `${workspaceId}/datastores/${datastore}`;
    const { properties } = await arm.get<Resource>(id, apiVersions.machineLearning);
    const { datastoreType, accountName, containerName, credentials } = properties;
    if (datastoreType !== "AzureBlob" || !accountName || !containerName) {
      throw new Error(
        `datastore '${datastore}' is of type '${datastoreType ?? "unknown"}'; files are uploaded to a datastore of type 'AzureBlob' only, such as 'workspaceblobstore'`,
      );
    }
    const account = await accountUrl(arm, workspaces, workspaceId, accountName);
    const { protocol, endpoint } = properties;
    const url =
      account ?? `${protocol ?? "https"}://${accountName}.blob.${endpoint ?? cloud.storageSuffix}`;
    return {
      accountName,
      containerName,
      containerUrl: `${url.replace(/\/+$/, "")}/${containerName}`,
      hasSecrets: (credentials?.credentialsType ?? "None") !== "None",
    };
  };
  return {
    locate,
    async blobTarget(workspaceId, datastore, path) {
      const found = await locate(workspaceId, datastore);
      const sas = found.hasSecrets
        ? () => sasToken(arm, `${workspaceId}/datastores/${datastore}`)
        : undefined;
      return createBlobTarget({
        url: `${found.containerUrl}/${path.split("/").map(encodeURIComponent).join("/")}`,
        uri: `azureml://datastores/${datastore}/paths/${path}`,
        accountName: found.accountName,
        sas,
        storageScope: cloud.storageScope,
        http: arm.http,
      });
    },
  };
}

/**
 * The blob service of the workspace's own account, as the account itself tells it: no name is put together, so that it holds
 * in every cloud. Undefined for another account, or when the caller may not read it.
 */
async function accountUrl(
  arm: Arm,
  workspaces: Workspaces,
  workspaceId: string,
  accountName: string,
): Promise<string | undefined> {
  const { storageAccount } = (await workspaces.get(workspaceId)).properties;
  if (!storageAccount || lastName(storageAccount) !== accountName) return undefined;
  try {
    const account = await arm.get<StorageAccount>(storageAccount, apiVersions.storage);
    return account.properties?.primaryEndpoints?.blob;
  } catch (error) {
    if (isAzureError(error, 403) || isAzureError(error, 404)) return undefined;
    throw error;
  }
}

/**
 * A SAS for an hour, without leading `?`. Undefined when Azure refuses to give one, or gives an account key (which this
 * program does not handle): then the caller's own token is used, as azure-ai-ml does.
 */
async function sasToken(arm: Arm, datastoreId: string): Promise<string | undefined> {
  try {
    const secrets = await arm.post<Secrets>(
      `${datastoreId}/listSecrets`,
      apiVersions.machineLearning,
      { expirableSecret: true, expireAfterHours: 1 },
      { retry: "safe" },
    );
    return secrets.sasToken?.replace(/^\?/, "");
  } catch (error) {
    if (!isAzureError(error)) throw error;
    arm.http.log(`no SAS for ${datastoreId} (${error.code}): using the login's own token`);
    return undefined;
  }
}
