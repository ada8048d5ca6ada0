import type { RequestFault } from "../../local/azure/faults";
import type { LocalAzure } from "../local/azure/start";
import { freeze } from "./on-local-azure";

/** What may happen to any request. */
export const misfortunes: Readonly<Record<string, RequestFault>> = {
  "throttled without Retry-After": { status: 429 },
  "throttled with Retry-After": { status: 429, headers: { "Retry-After": "7" } },
  "cut off before the service sees it": "reset",
  "cut off after the service has done it": "lostAnswer",
  "answered with 503": { status: 503 },
  "sent with an expired token": "expiredToken",
};

/** Requests that carry a token; the others have a SAS, a key, or nothing that could expire. */
const withToken = /^\/(subscriptions|mferp|history|mlflow|metric|registrymanagement)\//;
/** The login's own requests are the identity library's business. */
const ofLogin = /^\/(metadata\/|[^/]+\/(v2\.0\/|oauth2\/|discovery\/))/;

/** Decides about each request in the order of arrival: undefined lets it pass. */
type Decide = (method: string, path: string) => RequestFault | undefined;

async function deciding<T>({ cloud }: LocalAzure, decide: Decide, work: () => Promise<T>) {
  const { faults } = cloud;
  const kept = faults.takeRequest.bind(faults);
  faults.takeRequest = (method, path) =>
    ofLogin.test(path) ? undefined : (decide(method, path) ?? kept(method, path));
  try {
    return await work();
  } finally {
    faults.takeRequest = kept;
  }
}

/**
 * Every call meets the fault once, and passes when it is sent again; how many did. An expired token comes once per
 * path: of calls to one path at the same time none must see it twice, as no new token is refused.
 */
export async function strikingEach(
  local: LocalAzure,
  fault: RequestFault,
  work: () => Promise<unknown>,
): Promise<number> {
  const struck = new Set<string>();
  const isOnce = fault === "expiredToken";
  let strikes = 0;
  await deciding(
    local,
    (method, path) => {
      if (isOnce && !withToken.test(path)) return undefined;
      const call = `${method} ${path}`;
      if (isOnce ? struck.has(call) : struck.delete(call)) return undefined;
      struck.add(call);
      strikes += 1;
      return fault;
    },
    work,
  );
  return strikes;
}

/** Every call is refused; nothing passes. */
export function refusingAll<T>(local: LocalAzure, work: () => Promise<T>): Promise<T> {
  const refusal = { status: 400, code: "Broken", message: "Nothing works today." };
  return deciding(local, () => refusal, work);
}

/**
 * What is left when the client is killed after so many requests that change something: they are done, nothing after
 * them arrives, and no time passes. True when the work came to its end before.
 */
export async function killedAfter(
  local: LocalAzure,
  changes: number,
  work: () => Promise<unknown>,
): Promise<boolean> {
  let left = changes;
  let isDead = false;
  const decide: Decide = (method) => {
    if (isDead) return "reset";
    if (method === "GET" || method === "HEAD") return undefined;
    left -= 1;
    isDead = left < 0;
    freeze(isDead);
    return isDead ? "reset" : undefined;
  };
  try {
    await deciding(local, decide, () => work().catch(() => undefined));
  } finally {
    freeze(false);
  }
  return !isDead;
}
