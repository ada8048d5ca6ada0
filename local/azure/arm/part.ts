import type { Part } from "../http/route";
import { headRoutes } from "./head-route";
import { operationRoutes } from "./operation-routes";
import { providerRoutes } from "./providers";
import { registerResourceGroups, resourceGroupRoutes } from "./resource-groups";
import type { AnyType } from "./resource-put";
import { registerDeletion, registerType, resourceRoutes } from "./resource-routes";
import { subscriptionRoutes } from "./subscription-routes";
import { applicationInsights } from "./types/application-insights";
import { containerRoutes, registerContainers } from "./types/blob-container";
import { containerRegistry, registryRoutes } from "./types/container-registry";
import { deletedVaultRoutes, registerDeletedVaults } from "./types/deleted-vaults";
import { keyVault } from "./types/key-vault";
import { logAnalytics } from "./types/log-analytics";
import { storageAccount } from "./types/storage-account";
import { storageAccountRoutes } from "./types/storage-account-keys";
import { userAssignedIdentity } from "./types/user-assigned-identity";

const types: readonly AnyType[] = [
  userAssignedIdentity,
  storageAccount,
  keyVault,
  logAnalytics,
  applicationInsights,
  containerRegistry,
];

export const armPart: Part = {
  routes: [
    ...subscriptionRoutes,
    ...providerRoutes,
    ...operationRoutes,
    ...resourceGroupRoutes,
    ...headRoutes,
    ...types.flatMap(resourceRoutes),
    ...storageAccountRoutes,
    ...containerRoutes,
    ...deletedVaultRoutes,
    ...registryRoutes,
  ],
  register(cloud) {
    registerResourceGroups(cloud);
    registerDeletion(cloud);
    registerContainers(cloud);
    registerDeletedVaults(cloud);
    for (const type of types) registerType(type, cloud);
  },
};
