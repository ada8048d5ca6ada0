import { apiVersions } from "../catalog/api-versions";
import type { Arm } from "./arm";

/** Resource providers of the subscription. */
export interface Providers {
  /** `Registered`, `Registering`, `NotRegistered`, `Unregistering`; `Unknown` for a namespace that Azure does not have. */
  state(namespace: string): Promise<string>;
  /** Those that are not registered, in the order given. */
  unregistered(namespaces: readonly string[]): Promise<string[]>;
  /** Starts the registration; idempotent. */
  register(namespace: string): Promise<void>;
}

export function createProviders(arm: Arm, subscriptionId: string): Providers {
  const idOf = (namespace: string): string =>
    `/subscriptions/${subscriptionId}/providers/${namespace}`;
  const state = async (namespace: string): Promise<string> => {
    const found = await arm.find<{ readonly registrationState?: string }>(
      idOf(namespace),
      apiVersions.resources,
    );
    return found?.registrationState ?? "Unknown";
  };
  return {
    state,
    async unregistered(namespaces) {
      const states = await Promise.all(namespaces.map(state));
      return namespaces.filter((_, index) => states[index] !== "Registered");
    },
    async register(namespace) {
      await arm.post(`${idOf(namespace)}/register`, apiVersions.resources, undefined, {
        retry: "safe",
      });
    },
  };
}
