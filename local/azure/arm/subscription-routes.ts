import { apiVersions } from "./api-versions";
import type { CloudConfig } from "../state";
import { json } from "../http/response";
import type { Handler, Route } from "../http/route";
import { isWithin } from "../identity/roles";
import { filtered, filterQuery } from "./list-filter";
import { locations } from "./locations";
import { resourceGroupType } from "./resource-groups";

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

/** Tracked resources of the subscription or a group: those that have a location, without their properties. */
const listTracked: Handler = (call, { config, resources }) => {
  const { resourceGroupName: group } = call.params;
  const scope = `/subscriptions/${config.subscriptionId}/resourceGroups/${group === undefined ? "" : `${group}/`}`;
  const tracked = resources
    .all()
    .filter(({ id, location }) => location !== undefined && isWithin(id, scope))
    .filter(({ type }) => type !== resourceGroupType);
  const value = filtered(tracked, call).map((resource) => ({ ...resource, properties: undefined }));
  return json(200, { value });
};

/** Those in which the caller has any role, as Azure lists them. */
const listSubscriptions: Route["handle"] = ({ caller }, { config, roles }) => {
  const scope = `/subscriptions/${config.subscriptionId}`;
  const action = "Microsoft.Resources/subscriptions/read";
  const isSeen = caller !== undefined && roles.effective(caller.objectId, scope, { action });
  return json(200, { value: isSeen ? [subscription(config)] : [] });
};

const versions = apiVersions.subscriptions;

export const subscriptionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/subscriptions",
    audience: "arm",
    versions,
    handle: listSubscriptions,
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
  ...["", "/resourceGroups/{resourceGroupName}"].map((scope): Route => ({
    method: "GET",
    path: `/subscriptions/{subscriptionId}${scope}/resources`,
    audience: "arm",
    versions: apiVersions.resources,
    query: filterQuery,
    handle: listTracked,
  })),
];
