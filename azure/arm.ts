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

/** What sends the requests of one login. */
interface Sender {
  readonly http: Http;
  readonly scope: string;
  readonly waits: Wait;
  readonly url: Arm["url"];
}

/** @param waits how long operations are waited for unless a call says otherwise */
export function createArm(http: Http, cloud: Cloud, waits: Wait): Arm {
  const url = (id: string, apiVersion: string, query: Query = {}): string =>
    `${cloud.resourceManager}${encodePath(id)}?${queryText({ "api-version": apiVersion, ...query })}`;
  const sender: Sender = { http, scope: cloud.armScope, waits, url };

  const arm: Arm = {
    http,
    url,
    get: (id, apiVersion, query) => read(sender, url(id, apiVersion, query)),
    async find<T>(id: string, apiVersion: string, query?: Query) {
      try {
        return await arm.get<T>(id, apiVersion, query);
      } catch (error) {
        if (isAzureError(error, 404)) return undefined;
        throw error;
      }
    },
    put: (id, apiVersion, body, change = {}) => write(sender, "PUT", id, apiVersion, body, change),
    patch: (id, apiVersion, body, change = {}) =>
      write(sender, "PATCH", id, apiVersion, body, change),
    delete: (id, apiVersion, change = {}) => remove(sender, id, apiVersion, change),
    post: (id, apiVersion, body, change = {}) =>
      act(sender, url(id, apiVersion, change.query), body, change),
    list: (id, apiVersion, query) => readPages(sender, url(id, apiVersion, query)),
    serverTime: (id, apiVersion) => serverTime(sender, url(id, apiVersion)),
  };
  return arm;
}

async function read<T>({ http, scope }: Sender, url: string): Promise<T> {
  return (await http.send<T>({ method: "GET", url, scope })).body;
}

async function readPages<T>(sender: Sender, url: string): Promise<T[]> {
  const found: T[] = [];
  let next: string | null | undefined = url;
  while (next) {
    const page: Page<T> = await read<Page<T>>(sender, next);
    found.push(...(page.value ?? []));
    next = page.nextLink;
  }
  return found;
}

async function write<T>(
  sender: Sender,
  method: "PUT" | "PATCH",
  id: string,
  apiVersion: string,
  body: unknown,
  change: Change,
): Promise<T> {
  const { http, scope, waits } = sender;
  const resourceUrl = sender.url(id, apiVersion);
  const url = sender.url(id, apiVersion, change.query);
  const answer = await http.send<T>({ method, url, scope, body, ...common(change) });
  if (change.wait === false || !isLongRunning(answer)) return answer.body;
  await waitFor(http, answer, { ...waits, ...given(change), method, resourceUrl, scope });
  return read<T>(sender, resourceUrl);
}

async function remove(
  sender: Sender,
  id: string,
  apiVersion: string,
  change: Change,
): Promise<boolean> {
  const { http, scope } = sender;
  const answer = await http.send<unknown>({
    method: "DELETE",
    url: sender.url(id, apiVersion, change.query),
    scope,
    expect: [200, 202, 204, 404],
    ...common(change),
  });
  if (answer.status === 202 && change.wait !== false) {
    await waitUntilGone(sender, answer, sender.url(id, apiVersion), change);
  }
  return answer.status !== 404 && answer.status !== 204;
}

async function waitUntilGone(
  { http, scope, waits }: Sender,
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

async function act<T>(
  { http, scope, waits }: Sender,
  resourceUrl: string,
  body: unknown,
  change: Change,
): Promise<T> {
  const method = "POST";
  const answer = await http.send<T>({ method, url: resourceUrl, scope, body, ...common(change) });
  if (answer.status === 202 && change.wait !== false) {
    await waitFor(http, answer, { ...waits, ...given(change), method, resourceUrl, scope });
  }
  return answer.body;
}

async function serverTime({ http, scope }: Sender, url: string): Promise<number> {
  const { headers } = await http.send({ method: "GET", url, scope, expect: [200, 404] });
  const time = Date.parse(headers.date ?? "");
  return Number.isNaN(time) ? http.clock.now() : time;
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
