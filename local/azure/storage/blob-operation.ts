import { StorageError } from "./storage-error";

/** Where a request points. */
export interface Target {
  readonly account: string;
  /** Decoded; undefined for the account itself. */
  readonly container: string | undefined;
  /** Decoded, with its slashes. */
  readonly blob: string | undefined;
}

type Level = "service" | "container" | "blob";

/**
 * What a request does, and what it needs.
 * Roles: https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-calling-data-operations
 * Account SAS: https://learn.microsoft.com/rest/api/storageservices/create-account-sas#account-sas-permissions-by-operation
 * Service SAS: https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-permissions
 */
export interface BlobOperation {
  readonly name: string;
  /** Resource type of an account SAS: service, container or object. */
  readonly resourceType: "s" | "c" | "o";
  /** Any of these letters in an account SAS. */
  readonly accountSas: string;
  /** Any of these letters in a service or user delegation SAS; "" = not with such a SAS. */
  readonly serviceSas: string;
  /** Any of these data actions, below `…/containers/blobs/`. */
  readonly dataActions?: readonly string[];
  /** Management action, below `Microsoft.Storage/storageAccounts/blobServices/`. */
  readonly action?: string;
  /** The answer is XML that names the account's address. */
  readonly listing?: boolean;
}

const read = { accountSas: "r", serviceSas: "r", dataActions: ["read"] } as const;
const create = {
  accountSas: "wc",
  serviceSas: "wc",
  dataActions: ["write", "add/action"],
} as const;
const write = { accountSas: "w", serviceSas: "w", dataActions: ["write"] } as const;
const tags = { accountSas: "t", serviceSas: "t" } as const;
const accountRead = { accountSas: "r", serviceSas: "r", action: "read" } as const;
const containerRead = { accountSas: "r", serviceSas: "", action: "containers/read" } as const;
const containerWrite = { accountSas: "w", serviceSas: "", action: "containers/write" } as const;

type Needs = Omit<BlobOperation, "name" | "resourceType">;
/** `METHOD level restype comp`, with `-` for a query that must not be there. */
const operations: Readonly<Record<string, readonly [name: string, needs: Needs]>> = {
  "GET service - list": [
    "ListContainers",
    { accountSas: "l", serviceSas: "", action: "containers/read", listing: true },
  ],
  "GET service service properties": [
    "GetBlobServiceProperties",
    { accountSas: "r", serviceSas: "", action: "read" },
  ],
  "POST service service userdelegationkey": [
    "GetUserDelegationKey",
    { accountSas: "", serviceSas: "", action: "generateUserDelegationKey/action" },
  ],
  "GET service account properties": ["GetAccountInformation", accountRead],
  "GET container account properties": ["GetAccountInformation", accountRead],
  "PUT container container -": ["CreateContainer", { ...containerWrite, accountSas: "wc" }],
  "GET container container -": ["GetContainerProperties", containerRead],
  "GET container container metadata": ["GetContainerMetadata", containerRead],
  "PUT container container metadata": ["SetContainerMetadata", containerWrite],
  "PUT container container lease": ["LeaseContainer", containerWrite],
  "DELETE container container -": [
    "DeleteContainer",
    { accountSas: "d", serviceSas: "", action: "containers/delete" },
  ],
  "GET container container list": [
    "ListBlobs",
    { accountSas: "l", serviceSas: "l", dataActions: ["read"], listing: true },
  ],
  "GET blob - -": ["GetBlob", read],
  "GET blob - metadata": ["GetBlobMetadata", read],
  "GET blob - blocklist": ["GetBlockList", read],
  "GET blob - pagelist": ["GetPageRanges", read],
  "PUT blob - -": ["PutBlob", create],
  "PUT blob - block": ["PutBlock", create],
  "PUT blob - blocklist": ["PutBlockList", create],
  "PUT blob - metadata": ["SetBlobMetadata", write],
  "PUT blob - properties": ["SetBlobProperties", write],
  "PUT blob - page": ["PutPage", write],
  "PUT blob - appendblock": ["AppendBlock", { ...create, accountSas: "wa", serviceSas: "wa" }],
  "PUT blob - lease": ["LeaseBlob", write],
  "PUT blob - snapshot": ["SnapshotBlob", create],
  "PUT blob - tier": ["SetBlobTier", write],
  "GET blob - tags": ["GetBlobTags", { ...tags, dataActions: ["tags/read"] }],
  "PUT blob - tags": ["SetBlobTags", { ...tags, dataActions: ["tags/write"] }],
  "DELETE blob - -": ["DeleteBlob", { accountSas: "d", serviceSas: "d", dataActions: ["delete"] }],
};
const resourceTypes = { service: "s", container: "c", blob: "o" } as const;

/** The operation that a request asks for; 501 when local Azure has none such. */
export function operationOf(
  method: string,
  target: Target,
  query: URLSearchParams,
  headers: Headers,
): BlobOperation {
  const level = levelOf(target);
  const restype = query.get("restype") ?? "-";
  const verb = method === "HEAD" ? "GET" : method;
  const key = [verb, level, restype, query.get("comp") ?? "-"].join(" ").toLowerCase();
  const found = Object.entries(operations).find(([name]) => name.toLowerCase() === key)?.[1];
  // A copy reads a second blob, for which the caller needs rights of its own.
  if (!found || headers.has("x-ms-copy-source")) {
    const what = found ? `${key} with x-ms-copy-source` : key;
    throw new StorageError(
      501,
      "NotImplemented",
      `Local Azure does not emulate the blob operation '${what}' (method, level, restype, comp).`,
    );
  }
  const [name, needs] = found;
  return { name, resourceType: resourceTypes[level], ...needs };
}

function levelOf({ container, blob }: Target): Level {
  if (blob !== undefined) return "blob";
  return container === undefined ? "service" : "container";
}
