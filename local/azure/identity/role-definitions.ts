export interface RoleDefinition {
  /** The same GUID in every tenant: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
  readonly id: string;
  readonly roleName: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const containers = "Microsoft.Storage/storageAccounts/blobServices/containers";
const userDelegationKey =
  "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action";

/** Built-in roles that this cloud knows, with their permissions as published on the page above. */
export const roleDefinitions: readonly RoleDefinition[] = [
  {
    id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    roleName: "Owner",
    description: "Full access to all resources, including the right to assign roles.",
    actions: ["*"],
  },
  {
    id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    roleName: "Contributor",
    description: "Full access to all resources, without the right to assign roles.",
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
      "Microsoft.Blueprint/blueprintAssignments/write",
      "Microsoft.Blueprint/blueprintAssignments/delete",
      "Microsoft.Compute/galleries/share/action",
      "Microsoft.Purview/consents/write",
      "Microsoft.Purview/consents/delete",
      "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
      "Microsoft.Subscription/cancel/action",
      "Microsoft.Subscription/enable/action",
    ],
  },
  {
    id: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    roleName: "Reader",
    description: "Sees all resources, changes none.",
    actions: ["*/read"],
  },
  {
    id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    roleName: "User Access Administrator",
    description: "Manages access to resources.",
    actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
  },
  {
    id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    roleName: "Storage Blob Data Reader",
    description: "Reads blobs and lists containers.",
    actions: [`${containers}/read`, userDelegationKey],
    dataActions: [`${containers}/blobs/read`],
  },
  {
    id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    roleName: "Storage Blob Data Contributor",
    description: "Reads, writes and deletes containers and blobs.",
    actions: [
      `${containers}/delete`,
      `${containers}/read`,
      `${containers}/write`,
      userDelegationKey,
    ],
    dataActions: ["delete", "read", "write", "move/action", "add/action"].map(
      (action) => `${containers}/blobs/${action}`,
    ),
  },
  {
    id: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    roleName: "Storage Blob Data Owner",
    description: "Full access to containers and blobs, with POSIX access control.",
    actions: [`${containers}/*`, userDelegationKey],
    dataActions: [`${containers}/blobs/*`],
  },
  {
    id: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    roleName: "AcrPull",
    description: "Pulls artifacts from a container registry.",
    actions: ["Microsoft.ContainerRegistry/registries/pull/read"],
  },
  {
    id: "8311e382-0749-4cb8-b61a-304f252e45ec",
    roleName: "AcrPush",
    description: "Pushes artifacts to and pulls them from a container registry.",
    actions: [
      "Microsoft.ContainerRegistry/registries/pull/read",
      "Microsoft.ContainerRegistry/registries/push/write",
    ],
  },
  {
    id: "f6c7c914-8db3-469d-8ca1-694a8f32e121",
    roleName: "AzureML Data Scientist",
    description: "All actions in a workspace but compute management and the workspace itself.",
    actions: [
      "Microsoft.MachineLearningServices/workspaces/*/read",
      "Microsoft.MachineLearningServices/workspaces/*/action",
      "Microsoft.MachineLearningServices/workspaces/*/delete",
      "Microsoft.MachineLearningServices/workspaces/*/write",
    ],
    notActions: [
      "Microsoft.MachineLearningServices/workspaces/delete",
      "Microsoft.MachineLearningServices/workspaces/write",
      "Microsoft.MachineLearningServices/workspaces/computes/*/write",
      "Microsoft.MachineLearningServices/workspaces/computes/*/delete",
      "Microsoft.MachineLearningServices/workspaces/computes/listKeys/action",
      "Microsoft.MachineLearningServices/workspaces/listKeys/action",
      "Microsoft.MachineLearningServices/workspaces/hubs/write",
      "Microsoft.MachineLearningServices/workspaces/hubs/delete",
      "Microsoft.MachineLearningServices/workspaces/featurestores/write",
      "Microsoft.MachineLearningServices/workspaces/featurestores/delete",
    ],
  },
  {
    id: "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815",
    roleName: "AzureML Compute Operator",
    description: "Manages compute of a workspace.",
    actions: [
      "Microsoft.MachineLearningServices/workspaces/computes/*",
      "Microsoft.MachineLearningServices/workspaces/notebooks/vm/*",
    ],
  },
  {
    id: "1823dd4f-9b8c-4ab6-ab4e-7397a3684615",
    roleName: "AzureML Registry User",
    description: "All actions on assets of a registry, and reading the registry.",
    actions: [
      "Microsoft.MachineLearningServices/registries/read",
      "Microsoft.MachineLearningServices/registries/assets/*",
    ],
  },
];

/** The role of a GUID, or of an id that ends with one. */
export function findRole(id: string): RoleDefinition | undefined {
  const guid = id.split("/").at(-1)?.toLowerCase();
  return roleDefinitions.find((role) => role.id === guid);
}
