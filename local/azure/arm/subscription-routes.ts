import type { CloudConfig } from "../state";
import { json } from "../http/response";
import type { Route } from "../http/route";
import { locations } from "./locations";

function subscription({ subscriptionId, tenantId }: CloudConfig): Record<string, unknown> {
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId,
    displayName: "Local Azure",
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
    authorizationSource: "RoleBased",
    managedByTenants: [],
  };
}

const versions = ["2019-06-01", "2020-01-01", "2021-01-01", "2022-12-01"];

export const subscriptionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/subscriptions",
    audience: "arm",
    versions,
    handle: (_, { config }) => json(200, { value: [subscription(config)] }),
  },
  {
    method: "GET",
    path: "/subscriptions/{subscriptionId}",
    audience: "arm",
    versions,
    handle: (_, { config }) => json(200, subscription(config)),
  },
  {
    method: "GET",
    path: "/subscriptions/{subscriptionId}/locations",
    audience: "arm",
    versions,
    handle: (_, { config }) =>
      json(200, {
        value: locations.map((name) => ({
          id: `/subscriptions/${config.subscriptionId}/locations/${name}`,
          name,
          type: "Region",
          displayName: name,
        })),
      }),
  },
];
