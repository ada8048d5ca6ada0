import { resourceGroupType } from "../arm/resource-groups";
import { empty } from "../http/response";
import type { Handler } from "../http/route";
import { seedOwner } from "../identity/part";

/** Everything gone but ids, secrets and ports; data of the services goes through their delete hooks. */
export const reset: Handler = async (_, cloud) => {
  const { resources, store, clock } = cloud;
  cloud.operations.forget();
  for (const group of resources.list(resourceGroupType)) await resources.remove(group.id);
  store.clear();
  // Writes the time again: it never goes back.
  clock.set({});
  seedOwner(cloud);
  return empty(204);
};
