import type { Azure } from "../../azure/client";
import { retentionDays } from "../../azure/workspaces";
import { apiVersions } from "../../catalog/api-versions";
import type { Registration } from "./registration";

interface GlobalName {
  readonly what: string;
  /** Config key that changes it. */
  readonly key: string;
  readonly name: string;
  /** Type below the resource group, `Microsoft.X/y`. */
  readonly type: string;
  readonly apiVersion: string;
}

export interface NamesInput {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly workspaceName: string;
  readonly storageAccountName: string;
  readonly keyVaultName: string;
  readonly registryName: string;
}

/** Names that belong to somebody else in the whole cloud; one line each. */
export async function takenNames(
  azure: Azure,
  input: NamesInput,
  { has }: Registration,
): Promise<string[]> {
  const names = globalNames(input).filter((one) => has(namespaceOf(one)));
  return (await Promise.all(names.map((one) => taken(azure, input, one)))).flat();
}

/**
 * A workspace's name is unique in its resource group only, but one that is not deleted for good keeps it. Only the list of
 * the whole subscription tells: a caller with rights on the group alone may not read it.
 */
export async function softDeletedName(
  azure: Azure,
  { subscriptionId, resourceGroupName, workspaceName }: NamesInput,
): Promise<string[]> {
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/${workspaceName}`;
  if (!(await azure.workspaces.isSoftDeleted(id))) return [];
  return [
    `the name '${workspaceName}' of the workspace cannot be had: a workspace of this name in '${resourceGroupName}' is soft-deleted, which blocks the name for ${retentionDays} days; delete it for good (Azure portal, Azure Machine Learning, 'Recently deleted'), or set naming.workspace or naming.suffix`,
  ];
}

function globalNames({
  storageAccountName,
  keyVaultName,
  registryName,
}: NamesInput): readonly GlobalName[] {
  return [
    {
      what: "storage account",
      key: "storageAccount",
      name: storageAccountName,
      type: "Microsoft.Storage/storageAccounts",
      apiVersion: apiVersions.storage,
    },
    {
      what: "key vault",
      key: "keyVault",
      name: keyVaultName,
      type: "Microsoft.KeyVault/vaults",
      apiVersion: apiVersions.keyVault,
    },
    {
      what: "container registry",
      key: "containerRegistry",
      name: registryName,
      type: "Microsoft.ContainerRegistry/registries",
      apiVersion: apiVersions.containerRegistry,
    },
  ];
}

function namespaceOf({ type }: GlobalName): string {
  return type.split("/")[0] ?? "";
}

interface Availability {
  readonly nameAvailable?: boolean;
  readonly message?: string;
}

async function taken(azure: Azure, input: NamesInput, one: GlobalName): Promise<string[]> {
  const subscription = `/subscriptions/${input.subscriptionId}`;
  const own = `${subscription}/resourceGroups/${input.resourceGroupName}/providers/${one.type}/${one.name}`;
  if (await azure.arm.find(own, one.apiVersion)) return [];
  const answer = await azure.arm.post<Availability>(
    `${subscription}/providers/${namespaceOf(one)}/checkNameAvailability`,
    one.apiVersion,
    { name: one.name, type: one.type },
    { retry: "safe" },
  );
  if (answer.nameAvailable !== false) return [];
  return [
    `the name '${one.name}' of the ${one.what} cannot be had: ${answer.message ?? "it is taken"}; set naming.${one.key} or naming.suffix`,
  ];
}
