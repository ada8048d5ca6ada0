import type { Cloud } from "./cloud";
import type { Http } from "./http";

// Azure/azure-rest-api-specs, `resources/…/Microsoft.Resources/stable/2022-12-01/subscriptions.json`.
const apiVersion = "2022-12-01";

interface Subscription {
  readonly subscriptionId: string;
  readonly displayName?: string;
  readonly state?: string;
}

/** The subscription of a login that names none: with a single one there is nothing to choose. */
export async function chooseSubscription(http: Http, cloud: Cloud): Promise<string> {
  const { body } = await http.send<{ readonly value?: readonly Subscription[] }>({
    method: "GET",
    url: `${cloud.resourceManager}/subscriptions?api-version=${apiVersion}`,
    scope: cloud.armScope,
  });
  const found = (body.value ?? []).filter(({ state }) => state !== "Disabled");
  const [only] = found;
  if (only && found.length === 1) return only.subscriptionId;
  const list = found.map((one) => `'${one.subscriptionId}' (${one.displayName ?? "no name"})`);
  throw new Error(
    `no subscription is chosen; this login sees ${list.length > 0 ? list.join(", ") : "none"}; set azure-native:subscriptionId or ARM_SUBSCRIPTION_ID`,
  );
}
