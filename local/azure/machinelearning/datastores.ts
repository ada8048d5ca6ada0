import { z } from "zod";
import { parseId, samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { accountKeys } from "../storage/account-keys";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { arm, childId, datastoreType, workspaceOf, workspacePath } from "./arm-paths";
import { notFound, userError } from "./errors";
import { parts } from "./list-filters";
import { listAnswer } from "./paging";
import { readBody, record, text } from "./read-body";

const secretsBody = z.looseObject({
  expirableSecret: z.boolean().optional(),
  expireAfterHours: z.number().int().positive().optional(),
});

/** Makes the four datastores that every workspace has, with their containers, and keeps them in line with its authentication. */
export async function makeDefaultDatastores(workspace: Resource, cloud: Cloud): Promise<void> {
  const { storageAccount, workspaceId } = workspace.properties;
  const account = parseId(text(storageAccount)).name;
  if (account === "") return;
  const containerName = `azureml-blobstore-${text(workspaceId)}`;
  await cloud.blobs.ensureContainer(account, containerName);
  await cloud.blobs.ensureContainer(account, artifactContainer);
  const blobs = { ...commonProperties(workspace, cloud), datastoreType: "AzureBlob" };
  const files = { ...blobs, datastoreType: "AzureFile", isDefault: false };
  const id = text(workspaceId);
  const stores = {
    workspaceblobstore: { ...blobs, isDefault: true, containerName },
    // logs and other artifacts of runs, under `ExperimentRun/dcid.{run}/`
    workspaceartifactstore: { ...blobs, isDefault: false, containerName: artifactContainer },
    workspaceworkingdirectory: { ...files, fileShareName: `code-${id}` },
    workspacefilestore: { ...files, fileShareName: `azureml-filestore-${id}` },
  };
  for (const [name, properties] of Object.entries(stores)) {
    const resource = { id: childId(workspace, "datastores", name), name, type: datastoreType };
    const systemData = cloud.resources.get(resource.id)?.systemData ?? workspace.systemData;
    cloud.resources.put({ ...resource, properties, systemData });
  }
}

function commonProperties({ properties }: Resource, cloud: Cloud): Record<string, unknown> {
  const { name, subscription, resourceGroup } = parseId(text(properties.storageAccount));
  const identity = text(properties.systemDatastoresAuthMode) === "Identity";
  return {
    accountName: name,
    endpoint: cloud.config.suffixes.storage,
    protocol: "https",
    serviceDataAccessAuthIdentity: identity ? "WorkspaceSystemAssignedIdentity" : "None",
    credentials: { credentialsType: identity ? "None" : "AccountKey" },
    description: null,
    properties: null,
    tags: null,
    subscriptionId: subscription,
    resourceGroup,
  };
}

/** Container of what runs leave beside their outputs. */
export const artifactContainer = "azureml";

/** Where a datastore's blobs lie. */
export interface BlobPlace {
  readonly account: string;
  readonly container: string;
}

/** A blob datastore of a workspace; undefined when it has none of that name. */
export function datastorePlace(
  workspace: Resource,
  name: string,
  cloud: Cloud,
): BlobPlace | undefined {
  const store = cloud.resources.get(childId(workspace, "datastores", name));
  if (store?.properties.datastoreType !== "AzureBlob") return undefined;
  const { accountName, containerName } = store.properties;
  return { account: text(accountName), container: text(containerName) };
}

function datastoreOf(call: Call, cloud: Cloud): Resource {
  const name = call.params.name ?? "";
  const store = cloud.resources.get(childId(workspaceOf(call, cloud), "datastores", name));
  if (store) return store;
  throw notFound(`Could not find datastore with name: ${name}.`);
}

async function listSecrets(call: Call, cloud: Cloud): Promise<Response> {
  const { expirableSecret = false, expireAfterHours = 1 } = await readBody(call, secretsBody);
  const { accountName, containerName, credentials, datastoreType } = datastoreOf(
    call,
    cloud,
  ).properties;
  if (record(credentials).credentialsType === "None")
    throw userError("The datastore has no credentials: it is accessed with the caller's identity.");
  if (datastoreType !== "AzureBlob" || !expirableSecret) {
    const account = cloud.resources.need(text(workspaceOf(call, cloud).properties.storageAccount));
    const [key] = accountKeys(cloud.config.signingSecret, account);
    return json(200, { secretsType: "AccountKey", key });
  }
  const sasToken = cloud.blobs.sas(text(accountName), {
    container: text(containerName),
    permissions: "racwdl",
    minutes: expireAfterHours * 60,
  });
  return json(200, { secretsType: "Sas", sasToken });
}

function list(call: Call, cloud: Cloud): Response {
  const { query } = call;
  const onlyDefault = samePath(query.get("isDefault") ?? "", "true");
  const names = query.getAll("names").flatMap(parts);
  const part = (query.get("searchText") ?? "").toLowerCase();
  const value = cloud.resources
    .list(datastoreType, workspaceOf(call, cloud).id)
    .filter(
      ({ name, properties }) =>
        (!onlyDefault || properties.isDefault === true) &&
        (names.length === 0 || names.some((one) => samePath(one, name))) &&
        name.toLowerCase().includes(part),
    );
  return listAnswer(call, cloud, value);
}

const path = `${workspacePath}/datastores`;

export const datastoreRoutes: readonly Route[] = [
  // Python's management client sends orderByAsc always; without orderBy it says nothing
  arm("GET", path, list, ["$skip", "count", "isDefault", "names", "searchText", "orderByAsc"]),
  arm("GET", `${path}/{name}`, (call, cloud) => json(200, datastoreOf(call, cloud))),
  arm("POST", `${path}/{name}/listSecrets`, listSecrets),
];
