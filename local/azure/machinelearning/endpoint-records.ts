import { randomBytes } from "node:crypto";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { Kind } from "../store";

/** How requests are spread by now; the resource may already say something else. */
interface LiveTraffic {
  readonly shares: Readonly<Record<string, number>>;
}
interface Stale {
  readonly until: number;
  readonly resource: Resource;
}
export interface EndpointKeys {
  readonly primaryKey: string;
  readonly secondaryKey: string;
}
/** A token of the mode AMLToken, in real time. */
interface EndpointToken {
  readonly token: string;
  readonly expires: number;
}

const traffic = new Kind<LiveTraffic>("ml-traffic");
const stale = new Kind<Stale>("ml-endpoint-before");
const keys = new Kind<EndpointKeys>("ml-endpoint-keys");
const tokens = new Kind<EndpointToken>("ml-endpoint-token");

const keyOf = (id: string): string => id.toLowerCase();

export function liveTraffic(id: string, cloud: Cloud): Readonly<Record<string, number>> {
  return cloud.store.get(traffic, keyOf(id))?.shares ?? {};
}

export function setLiveTraffic(id: string, shares: Record<string, number>, cloud: Cloud): void {
  cloud.store.put(traffic, keyOf(id), { shares });
}

/** Lets GET show the endpoint as it was, for a moment. */
export function keepStale(resource: Resource, seconds: number, cloud: Cloud): void {
  const until = cloud.clock.now() + seconds * 1000 * cloud.clock.latency;
  cloud.store.put(stale, keyOf(resource.id), { until, resource });
}

/** What GET shows: for a moment after a PUT the endpoint as it was before. */
export function shown(resource: Resource, cloud: Cloud): Resource {
  const before = cloud.store.get(stale, keyOf(resource.id));
  return before && before.until > cloud.clock.now() ? before.resource : resource;
}

/** The real state is seen from now on. */
export function dropStale(id: string, cloud: Cloud): void {
  cloud.store.delete(stale, keyOf(id));
}

export const newKey = (): string => randomBytes(48).toString("base64url");

export function endpointKeys(id: string, cloud: Cloud): EndpointKeys {
  const known = cloud.store.get(keys, keyOf(id));
  if (known) return known;
  return setKeys(id, {}, cloud);
}

/** Sets the keys that are given and keeps or makes the others. */
export function setKeys(id: string, change: Partial<EndpointKeys>, cloud: Cloud): EndpointKeys {
  const before = cloud.store.get(keys, keyOf(id));
  const made = { primaryKey: newKey(), secondaryKey: newKey(), ...before, ...change };
  cloud.store.put(keys, keyOf(id), made);
  return made;
}

export function setToken(id: string, token: string, expires: number, cloud: Cloud): void {
  cloud.store.put(tokens, keyOf(id), { token, expires });
}

export function endpointToken(id: string, cloud: Cloud): EndpointToken | undefined {
  return cloud.store.get(tokens, keyOf(id));
}

export function forgetEndpoint(id: string, cloud: Cloud): void {
  cloud.store.delete(traffic, keyOf(id));
  cloud.store.delete(stale, keyOf(id));
  cloud.store.delete(keys, keyOf(id));
  cloud.store.delete(tokens, keyOf(id));
}
