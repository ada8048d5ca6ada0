import { empty } from "../http/response";
import type { Route } from "../http/route";

/** Whether a resource is there, by its id: https://learn.microsoft.com/rest/api/resources/resources/check-existence-by-id */
export const headRoutes: readonly Route[] = [
  {
    method: "HEAD",
    path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/{rest+}",
    audience: "arm",
    handle: (call, { config, resources }) => {
      const { resourceGroupName = "", rest = "" } = call.params;
      const id = `/subscriptions/${config.subscriptionId}/resourceGroups/${resourceGroupName}/providers/${rest}`;
      return empty(resources.get(id) ? 204 : 404);
    },
  },
];
