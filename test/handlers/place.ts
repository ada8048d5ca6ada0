import { randomBytes } from "node:crypto";
import { apiVersions } from "../../catalog/api-versions";
import { roles, type RoleName } from "../../catalog/roles";
import type { Json, LocalAzure } from "../local/azure/start";

const location = "eastus";

/** A resource group with what a stack has in it; ids are ARM ids. */
export interface Place {
  readonly local: LocalAzure;
  readonly groupId: string;
  readonly location: string;
  readonly storageId: string;
  readonly vaultId: string;
  readonly registryId: string;
  readonly identityId: string;
  readonly workspaceId: string;
  /** 6 hexadecimal digits that all names end with. */
  readonly suffix: string;
  /** Creates or replaces by ARM, and waits for the end; the body of the answer. @throws Error with Azure's words */
  readonly put: (id: string, apiVersion: string, body: Json) => Promise<Json>;
  readonly get: (id: string, apiVersion?: string) => Promise<Json>;
  readonly delete: (id: string, apiVersion?: string) => Promise<void>;
}

type Calls = Pick<Place, "put" | "get" | "delete">;

function callsOf(local: LocalAzure): Calls {
  const send = async (method: string, id: string, apiVersion: string, body?: Json) => {
    const path = `${id}${id.includes("?") ? "&" : "?"}api-version=${apiVersion}`;
    const answer = await local.fetch(path, { method, ...(body ? { body } : {}) });
    if (answer.status >= 400) throw new Error(`${method} ${id}: ${answer.text}`);
    const ended = await local.finish(answer);
    if (ended.body.error !== undefined) throw new Error(`${method} ${id}: ${ended.text}`);
    return answer.body;
  };
  return {
    put: (id, apiVersion, body) => send("PUT", id, apiVersion, body),
    get: (id, apiVersion = apiVersions.machineLearning) => send("GET", id, apiVersion),
    delete: async (id, apiVersion = apiVersions.machineLearning) => {
      await send("DELETE", id, apiVersion);
    },
  };
}

/** Makes group, storage, vault, registry, identity with its roles, and workspace. */
export async function makePlace(local: LocalAzure): Promise<Place> {
  const calls = callsOf(local);
  const { subscriptionId } = local.connection;
  const suffix = randomBytes(3).toString("hex");
  const groupId = `/subscriptions/${subscriptionId}/resourceGroups/rg-${suffix}`;
  const providers = `${groupId}/providers`;
  const place: Place = {
    ...calls,
    local,
    groupId,
    location,
    suffix,
    storageId: `${providers}/Microsoft.Storage/storageAccounts/store${suffix}`,
    vaultId: `${providers}/Microsoft.KeyVault/vaults/vault-${suffix}`,
    registryId: `${providers}/Microsoft.ContainerRegistry/registries/registry${suffix}`,
    identityId: `${providers}/Microsoft.ManagedIdentity/userAssignedIdentities/id-${suffix}`,
    workspaceId: `${providers}/Microsoft.MachineLearningServices/workspaces/ws-${suffix}`,
  };
  await calls.put(groupId, apiVersions.resources, { location });
  await Promise.all([makeStores(place), makeIdentity(place)]);
  await makeWorkspace(place);
  return place;
}

/** Storage, vault and registry; what is there stays. */
export async function makeStores(place: Place): Promise<void> {
  const { storageId, vaultId, registryId, put, local } = place;
  const vault = { tenantId: local.connection.tenantId, sku: { family: "A", name: "standard" } };
  await Promise.all([
    put(storageId, apiVersions.storage, {
      location,
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      properties: {},
    }),
    put(vaultId, apiVersions.keyVault, {
      location,
      properties: { ...vault, accessPolicies: [] },
    }),
    put(registryId, apiVersions.containerRegistry, { location, sku: { name: "Basic" } }),
  ]);
}

async function makeIdentity({ identityId, put }: Place): Promise<void> {
  await put(identityId, apiVersions.managedIdentity, { location });
}

/** Grants the identity what a deployment needs. */
export async function grantRoles(place: Place): Promise<void> {
  await grant(place, "AcrPull", place.registryId);
  await grant(place, "Storage Blob Data Reader", place.storageId);
}

async function grant({ local, identityId, put, get }: Place, role: RoleName, scope: string) {
  const identity = await get(identityId, apiVersions.managedIdentity);
  const { principalId } = identity.properties as { principalId: string };
  const name = `00000000-0000-4000-8000-${randomBytes(6).toString("hex")}`;
  const definitions = `/subscriptions/${local.connection.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
  await put(
    `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    apiVersions.authorization,
    {
      properties: {
        principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: `${definitions}/${roles[role].id}`,
      },
    },
  );
}

/** Also after it was deleted by hand. */
export async function makeWorkspace(place: Place): Promise<void> {
  const { workspaceId, storageId, vaultId, registryId, put } = place;
  await put(workspaceId, apiVersions.machineLearning, {
    location,
    identity: { type: "SystemAssigned" },
    properties: {
      storageAccount: storageId,
      keyVault: vaultId,
      containerRegistry: registryId,
    },
  });
}

/** A training cluster that keeps no node; its ID. */
export async function makeCluster(
  { workspaceId, put }: Place,
  name = "gpu",
  vmSize = "Standard_NC24ads_A100_v4",
): Promise<string> {
  const id = `${workspaceId}/computes/${name}`;
  const scaleSettings = {
    minNodeCount: 0,
    maxNodeCount: 1,
    nodeIdleTimeBeforeScaleDown: "PT120S",
  };
  await put(id, apiVersions.machineLearning, {
    location,
    properties: {
      computeType: "AmlCompute",
      disableLocalAuth: true,
      properties: { vmSize, vmPriority: "Dedicated", scaleSettings },
    },
  });
  return id;
}

/** An endpoint whose deployments run as the place's identity; its ID. */
export async function makeEndpoint(
  { workspaceId, identityId, suffix, put }: Place,
  authMode: "Key" | "AADToken" | "AMLToken" = "Key",
): Promise<string> {
  const id = `${workspaceId}/onlineEndpoints/chat-${suffix}`;
  await put(id, apiVersions.machineLearning, {
    location,
    kind: "Managed",
    identity: { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } },
    properties: { authMode, properties: {}, traffic: {}, mirrorTraffic: {} },
  });
  return id;
}
