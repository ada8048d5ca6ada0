import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import type { Call } from "../http/route";
import { isRegistered } from "./providers";
import { parseId, samePath } from "./resource-id";

const verbs: Readonly<Record<string, string>> = {
  GET: "read",
  HEAD: "read",
  PUT: "write",
  PATCH: "write",
  DELETE: "delete",
  POST: "action",
};

/** The management action that a request needs, for example `Microsoft.Storage/storageAccounts/listKeys/action`. */
export function actionOf(method: string, path: string): string {
  return `${parseId(path).type}/${verbs[method] ?? "read"}`;
}

/** What ARM looks at before a resource provider sees the request: subscription, permission, registration, resource group. */
export function checkArm(call: Call, cloud: Cloud): void {
  const path = decodeURIComponent(call.url.pathname).replace(/^\/+/, "/");
  const { subscription, resourceGroup, namespace } = parseId(path);
  checkSubscription(subscription, cloud);
  // The list of subscriptions needs no permission: it shows those that the caller sees.
  if (subscription !== undefined) checkPermission(call, path, cloud);
  if (/\/providers\/[^/]+\/./i.test(path)) checkRegistration(namespace, path, cloud);
  if (resourceGroup !== undefined && /\/resourceGroups\/[^/]+\/./i.test(path)) {
    const id = `/subscriptions/${cloud.config.subscriptionId}/resourceGroups/${resourceGroup}`;
    if (!cloud.resources.get(id)) throw resourceGroupNotFound(resourceGroup);
  }
}

export function resourceGroupNotFound(name: string): AzureError {
  return new AzureError(
    404,
    "ResourceGroupNotFound",
    `Resource group '${name}' could not be found.`,
  );
}

function checkSubscription(subscription: string | undefined, cloud: Cloud): void {
  if (subscription === undefined || samePath(subscription, cloud.config.subscriptionId)) return;
  throw /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subscription)
    ? new AzureError(
        404,
        "SubscriptionNotFound",
        `The subscription '${subscription}' could not be found.`,
      )
    : new AzureError(
        400,
        "InvalidSubscriptionId",
        `The provided subscription identifier '${subscription}' is malformed or invalid.`,
      );
}

function checkPermission({ caller, method }: Call, path: string, cloud: Cloud): void {
  const action = actionOf(method, path);
  if (caller && cloud.roles.effective(caller.objectId, path, { action })) return;
  // The last segment of a POST is the action, not part of the scope.
  const scope = method === "POST" ? path.replace(/\/[^/]+$/, "") : path;
  throw new AzureError(
    403,
    "AuthorizationFailed",
    `The client '${caller?.clientId ?? ""}' with object id '${caller?.objectId ?? ""}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function checkRegistration(namespace: string, path: string, cloud: Cloud): void {
  const managing = /\/providers\/[^/]+\/(un)?register$/i.test(path);
  if (managing || isRegistered(cloud.store, namespace)) return;
  throw new AzureError(
    409,
    "MissingSubscriptionRegistration",
    `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    {
      details: [
        {
          code: "MissingSubscriptionRegistration",
          message: `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
        },
      ],
    },
  );
}
