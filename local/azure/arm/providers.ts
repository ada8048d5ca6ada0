import { apiVersions } from "./api-versions";
import { Kind, type Store } from "../store";
import { AzureError } from "../http/azure-error";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import type { Cloud } from "../cloud";
import { samePath } from "./resource-id";

interface Registration {
  readonly state: "Registered" | "NotRegistered";
}
const kept = new Kind<Registration>("provider");

/** Namespaces that this cloud has. The first two are always registered in Azure. */
export const namespaces = [
  "Microsoft.Resources",
  "Microsoft.Authorization",
  "Microsoft.CognitiveServices",
  "Microsoft.Compute",
  "Microsoft.Consumption",
  "Microsoft.ContainerRegistry",
  "Microsoft.Insights",
  "Microsoft.KeyVault",
  "Microsoft.MachineLearningServices",
  "Microsoft.ManagedIdentity",
  "Microsoft.Network",
  "Microsoft.OperationalInsights",
  "Microsoft.Storage",
] as const;

/** Whether a namespace can be used; registered unless an admin said otherwise. */
export function isRegistered(store: Store, namespace: string): boolean {
  return store.get(kept, namespace.toLowerCase())?.state !== "NotRegistered";
}

export function setRegistered(store: Store, namespace: string, registered: boolean): void {
  store.put(kept, namespace.toLowerCase(), { state: registered ? "Registered" : "NotRegistered" });
}

function namespaceOf(call: Call): string {
  const asked = call.params.namespace ?? "";
  const known = namespaces.find((name) => samePath(name, asked));
  if (known !== undefined) return known;
  throw new AzureError(
    404,
    "InvalidResourceNamespace",
    `The resource namespace '${asked}' is invalid.`,
  );
}

function body(cloud: Cloud, namespace: string): Record<string, unknown> {
  const state = isRegistered(cloud.store, namespace) ? "Registered" : "NotRegistered";
  return {
    id: `/subscriptions/${cloud.config.subscriptionId}/providers/${namespace}`,
    namespace,
    resourceTypes: [],
    registrationState: state,
    registrationPolicy: "RegistrationRequired",
  };
}

const versions = apiVersions.resources;
const base = "/subscriptions/{subscriptionId}/providers";

export const providerRoutes: readonly Route[] = [
  {
    method: "GET",
    path: base,
    audience: "arm",
    versions,
    query: ["$expand"],
    handle: (_, cloud) => json(200, { value: namespaces.map((name) => body(cloud, name)) }),
  },
  {
    method: "GET",
    path: `${base}/{namespace}`,
    audience: "arm",
    versions,
    query: ["$expand"],
    handle: (call, cloud) => json(200, body(cloud, namespaceOf(call))),
  },
  ...(["register", "unregister"] as const).map((action): Route => ({
    method: "POST",
    path: `${base}/{namespace}/${action}`,
    audience: "arm",
    versions,
    handle(call, cloud) {
      const namespace = namespaceOf(call);
      setRegistered(cloud.store, namespace, action === "register");
      return json(200, body(cloud, namespace));
    },
  })),
];
