import type { Azure } from "../../azure/client";

/** Namespaces that `up` creates resources of. */
const needed = [
  "Microsoft.ContainerRegistry",
  "Microsoft.Insights",
  "Microsoft.KeyVault",
  "Microsoft.MachineLearningServices",
  "Microsoft.ManagedIdentity",
  "Microsoft.OperationalInsights",
  "Microsoft.Storage",
];

/** Which namespaces the subscription has not registered yet: nothing can be asked of these. */
export interface Registration {
  readonly unregistered: readonly string[];
  readonly has: (namespace: string) => boolean;
}

/** What is taken for granted when the login may not look. */
export const allRegistered: Registration = { unregistered: [], has: () => true };

export async function registration(azure: Azure): Promise<Registration> {
  const unregistered = await azure.providers.unregistered(needed);
  return { unregistered, has: (namespace) => !unregistered.includes(namespace) };
}

/** azure-native registers what is missing when it first meets it; that needs a permission, and preview sees less. */
export function registrationWarnings(
  { unregistered, has }: Registration,
  subscriptionId: string,
): string[] {
  if (unregistered.length === 0) return [];
  const names = unregistered.map((name) => `'${name}'`).join(", ");
  const unseen = has("Microsoft.MachineLearningServices")
    ? ""
    : "; until then quota and VM sizes cannot be looked at";
  return [
    `not registered yet in subscription '${subscriptionId}': ${names}. up registers them${unseen}. To do it now: ${unregistered.map((name) => `az provider register --wait --namespace ${name}`).join(" && ")}`,
  ];
}

/** What the registration needs. */
export function registrationActions({ unregistered }: Registration): string[] {
  return unregistered.map((namespace) => `${namespace}/register/action`);
}
