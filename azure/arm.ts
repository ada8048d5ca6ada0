import type { Cloud } from "./cloud";
import { isAzureError } from "./errors";
import type { Answer, Http } from "./http";
import { waitFor } from "./operation";
import type { Wait } from "./operation";
import { poll } from "./poll";
import { queryText } from "./query";
import type { Query } from "./query";
import type { Retry } from "./retry";

/** How a change is sent and waited for. */
export interface Change extends Partial<Wait> {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** `false`: return as soon as ARM has accepted it. Default true. */
  readonly wait?: boolean;
  /** Whether it may be sent again when no answer came. Default: by method; a POST or PATCH never. */
  readonly retry?: Retry;
}

/** Azure Resource Manager by resource id. Every method throws AzureError, or UnreachableError. */
export interface Arm {
  get<T>(id: string, apiVersion: string, query?: Query): Promise<T>;
  /** Undefined when there is none (404). */
  find<T>(id: string, apiVersion: string, query?: Query): Promise<T | undefined>;
  /** The resource as it is when the operation has ended. */
  put<T>(id: string, apiVersion: string, body: unknown, change?: Change): Promise<T>;
  patch<T>(id: string, apiVersion: string, body: unknown, change?: Change): Promise<T>;
  /** False when there was nothing to delete. */
  delete(id: string, apiVersion: string, change?: Change): Promise<boolean>;
  /** The body of the answer; of a long-running action that of its first answer. */
  post<T>(id: string, apiVersion: string, body?: unknown, change?: Change): Promise<T>;
  /** All pages. */
  list<T>(id: string, apiVersion: string, query?: Query): Promise<T[]>;
  /** The `Date` header of a cheap answer: the service's clock, in milliseconds since the epoch. */
  serverTime(id: string, apiVersion: string): Promise<number>;
  /** Where a resource is. */
  url(id: string, apiVersion: string, query?: Query): string;
  readonly http: Http;
}

interface Page<T> {
  readonly value?: readonly T[];
  readonly nextLink?: string | null;
}

/** @param waits how long operations are waited for unless a call says otherwise */
export function createArm(http: Http, cloud: Cloud, waits: Wait): Arm {
  const scope = cloud.armScope;
  const url = (id: string, apiVersion: string, query: Query = {}): string =>
    `${cloud.resourceManager}${encodePath(id)}?${queryText({ "api-version": apiVersion, ...query })}`;

  const arm: Arm = {
    http,
    url,
    async get<T>(id: string, apiVersion: string, query?: Query) {
      return (await http.send<T>({ method: "GET", url: url(id, apiVersion, query), scope })).body;
    },
    async find<T>(id: string, apiVersion: string, query?: Query) {
      try {
        return await arm.get<T>(id, apiVersion, query);
      } catch (error) {
        if (isAzureError(error, 404)) return undefined;
        throw error;
      }
    },
    async put<T>(id: string, apiVersion: string, body: unknown, change: Change = {}) {
      return changed<T>("PUT", id, apiVersion, body, change);
    },
    async patch<T>(id: string, apiVersion: string, body: unknown, change: Change = {}) {
      return changed<T>("PATCH", id, apiVersion, body, change);
    },
    async delete(id, apiVersion, change = {}) {
      const resourceUrl = url(id, apiVersion);
      const answer = await http.send<unknown>({
        method: "DELETE",
        url: url(id, apiVersion, change.query),
        scope,
        expect: [200, 202, 204, 404],
        ...common(change),
      });
      if (answer.status === 202 && change.wait !== false) {
        await waitUntilGone(answer, resourceUrl, change);
      }
      return answer.status !== 404 && answer.status !== 204;
    },
    async post<T>(id: string, apiVersion: string, body?: unknown, change: Change = {}) {
      const resourceUrl = url(id, apiVersion, change.query);
      const answer = await http.send<T>({
        method: "POST",
        url: resourceUrl,
        scope,
        body,
        ...common(change),
      });
      if (answer.status === 202 && change.wait !== false) {
        await waitFor(http, answer, {
          ...waits,
          ...given(change),
          method: "POST",
          resourceUrl,
          scope,
        });
      }
      return answer.body;
    },
    async list<T>(id: string, apiVersion: string, query?: Query) {
      const found: T[] = [];
      let next: string | null | undefined = url(id, apiVersion, query);
      while (next) {
        const page: Answer<Page<T>> = await http.send<Page<T>>({ method: "GET", url: next, scope });
        found.push(...(page.body.value ?? []));
        next = page.body.nextLink;
      }
      return found;
    },
    async serverTime(id, apiVersion) {
      const { headers } = await http.send({
        method: "GET",
        url: url(id, apiVersion),
        scope,
        expect: [200, 404],
      });
      const time = Date.parse(headers.date ?? "");
      return Number.isNaN(time) ? http.clock.now() : time;
    },
  };
  return arm;

  async function changed<T>(
    method: "PUT" | "PATCH",
    id: string,
    apiVersion: string,
    body: unknown,
    change: Change,
  ): Promise<T> {
    const resourceUrl = url(id, apiVersion);
    const target = url(id, apiVersion, change.query);
    const answer = await http.send<T>({ method, url: target, scope, body, ...common(change) });
    if (change.wait === false) return answer.body;
    const isDone = !isLongRunning(answer);
    if (isDone) return answer.body;
    await waitFor(http, answer, { ...waits, ...given(change), method, resourceUrl, scope });
    return arm.get<T>(id, apiVersion);
  }

  async function waitUntilGone(
    answer: Answer<unknown>,
    resourceUrl: string,
    change: Change,
  ): Promise<void> {
    const options = { ...waits, ...given(change), method: "DELETE" as const, resourceUrl, scope };
    if (answer.headers.location ?? answer.headers["azure-asyncoperation"]) {
      await waitFor(http, answer, options);
      return;
    }
    await poll({
      ...options,
      onState: undefined,
      what: `the end of DELETE ${new URL(resourceUrl).pathname}`,
      read: () => http.send({ method: "GET", url: resourceUrl, scope, expect: [200, 404] }),
      done: ({ status }) => status === 404,
      clock: http.clock,
    });
  }
}

function common({ headers, retry, signal }: Change): Pick<Change, "headers" | "retry" | "signal"> {
  return {
    ...(headers ? { headers } : {}),
    ...(retry ? { retry } : {}),
    ...(signal ? { signal } : {}),
  };
}

/** Only what the caller set: an explicit undefined must not hide a default. */
function given({ intervalSeconds, deadlineSeconds, onState, signal }: Change): Partial<Wait> {
  return {
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
    ...(onState ? { onState } : {}),
    ...(signal ? { signal } : {}),
  };
}

function isLongRunning({ status, headers, body }: Answer<unknown>): boolean {
  if (status === 202 || headers["azure-asyncoperation"] !== undefined) return true;
  const { properties } = (body ?? {}) as { properties?: { provisioningState?: unknown } | null };
  const state = properties?.provisioningState;
  return typeof state === "string" && state !== "Succeeded";
}

/** Names may hold what a URL may not; `/` and `:` stay, ids are made of them. */
function encodePath(id: string): string {
  return id
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replaceAll("%3A", ":")
    .replaceAll("%40", "@");
}
