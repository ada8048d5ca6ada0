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
  /** Resource id of the storage account when it is the workspace's own. */
  readonly accountId: string | undefined;
  /** Whether it holds a key or SAS that `listSecrets` gives; else callers sign in themselves. */
  readonly hasSecrets: boolean;
}

/** Nothing can be stored any more: what a file would lie in is not there. */
export class GoneError extends Error {
  override readonly name = "GoneError";
}

/** Datastores of a workspace (by its resource id). */
export interface Datastores {
  locate(workspaceId: string, datastore: string): Promise<Datastore>;
  /** One blob, with its access; nothing is sent to storage yet. @throws GoneError when there is no such datastore */
  blobTarget(workspaceId: string, datastore: string, path: string): Promise<BlobTarget>;
  /** Undefined when the datastore is gone, or the workspace or storage account that it belongs to. */
  findBlob(workspaceId: string, datastore: string, path: string): Promise<BlobTarget | undefined>;
  /** Makes the datastore's container, which only the workspace's own storage account allows. False for another account. */
  makeContainer(workspaceId: string, datastore: string): Promise<boolean>;
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
  const datastores: Datastores = {
    locate: (workspaceId, datastore) => locate(arm, cloud, workspaces, { workspaceId, datastore }),
    async blobTarget(workspaceId, datastore, path) {
      const found = await datastores.locate(workspaceId, datastore);
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
    async findBlob(...place) {
      try {
        return await datastores.blobTarget(...place);
      } catch (error) {
        if (error instanceof GoneError) return undefined;
        throw error;
      }
    },
    async makeContainer(workspaceId, datastore) {
      const { accountId, containerName } = await datastores.locate(workspaceId, datastore);
      if (accountId === undefined) return false;
      const id = `${accountId}/blobServices/default/containers/${containerName}`;
      await arm.put(id, apiVersions.storage, { properties: {} });
      return true;
    },
  };
  return datastores;
}

async function locate(
  arm: Arm,
  cloud: Cloud,
  workspaces: Workspaces,
  { workspaceId, datastore }: { readonly workspaceId: string; readonly datastore: string },
): Promise<Datastore> {
  const id = `${workspaceId}/datastores/${datastore}`;
  const resource = await arm.find<Resource>(id, apiVersions.machineLearning);
  if (!resource) throw new GoneError(`datastore '${datastore}' of '${workspaceId}' is not there`);
  const { datastoreType, accountName, containerName, credentials, ...more } = resource.properties;
  if (datastoreType !== "AzureBlob" || !accountName || !containerName) {
    throw new Error(
      `datastore '${datastore}' is of type '${datastoreType ?? "unknown"}'; files are uploaded to a datastore of type 'AzureBlob' only, such as 'workspaceblobstore'`,
    );
  }
  const accountId = await ownAccount(workspaces, workspaceId, accountName);
  const account = accountId === undefined ? undefined : await accountUrl(arm, accountId);
  const { protocol, endpoint } = more;
  const url =
    account ?? `${protocol ?? "https"}://${accountName}.blob.${endpoint ?? cloud.storageSuffix}`;
  return {
    accountName,
    accountId,
    containerName,
    containerUrl: `${url.replace(/\/+$/, "")}/${containerName}`,
    hasSecrets: (credentials?.credentialsType ?? "None") !== "None",
  };
}

/** Undefined when the datastore is on another account. */
async function ownAccount(
  workspaces: Workspaces,
  workspaceId: string,
  accountName: string,
): Promise<string | undefined> {
  const { storageAccount } = (await workspaces.get(workspaceId)).properties;
  return storageAccount && lastName(storageAccount) === accountName ? storageAccount : undefined;
}

/**
 * The blob service as the account itself tells it: no name is put together, so that it holds in every cloud. Undefined when
 * the caller may not read the account.
 */
async function accountUrl(arm: Arm, id: string): Promise<string | undefined> {
  try {
    const account = await arm.get<StorageAccount>(id, apiVersions.storage);
    return account.properties?.primaryEndpoints?.blob;
  } catch (error) {
    if (isAzureError(error, 403)) return undefined;
    // Without this, Azure ML would be asked for a SAS that nobody can make.
    if (isAzureError(error, 404)) throw new GoneError(`storage account '${id}' is not there`);
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
