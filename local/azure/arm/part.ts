import type { Part } from "../http/route";
import { operationRoutes } from "./operation-routes";
import { providerRoutes } from "./providers";
import { registerResourceGroups, resourceGroupRoutes } from "./resource-groups";
import { subscriptionRoutes } from "./subscription-routes";

export const armPart: Part = {
  routes: [...subscriptionRoutes, ...providerRoutes, ...operationRoutes, ...resourceGroupRoutes],
  register: registerResourceGroups,
};
