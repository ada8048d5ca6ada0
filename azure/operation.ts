import { createHttpPoller } from "@azure/core-lro";
import type { OperationResponse, RawRequest } from "@azure/core-lro";
import { errorFrom } from "./error-body";
import type { Answer, Http } from "./http";
import { retryAfter } from "./retry";

/** How long to wait for an operation, and who is told. Times are in seconds. */
export interface Wait {
  /** Between two looks, when the service asks for nothing else with `Retry-After`. Reached by doubling from 1. */
  readonly intervalSeconds: number;
  readonly deadlineSeconds: number;
  /** Each change of state once, in Azure's words. */
  readonly onState?: ((state: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What `waitFor` has to know about the request that started the operation. */
export interface OperationOptions extends Wait {
  readonly method: "PUT" | "PATCH" | "POST" | "DELETE";
  /** The resource, with its api-version: polled when the answer names no operation. */
  readonly resourceUrl: string;
  readonly scope: string;
}

/** The wait was longer than its deadline; what was waited for goes on in Azure. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";

  constructor(what: string, deadlineSeconds: number, state: string | undefined) {
    const last = state === undefined ? "" : `; last state: ${state}`;
    super(`waited ${deadlineSeconds} s for ${what}${last}; it may still end: look again later`);
  }
}

interface Status {
  readonly status?: unknown;
  readonly provisioningState?: unknown;
  readonly properties?: { readonly provisioningState?: unknown } | null;
  readonly error?: unknown;
}

/**
 * Waits until an operation has ended: by `Azure-AsyncOperation`, else `Location`, else the resource's own
 * `provisioningState`. Rules: Azure/azure-resource-manager-rpc `async-api-reference.md`; the state machine is core-lro's.
 * @throws AzureError with Azure's reason when it failed or was canceled, DeadlineError.
 */
export async function waitFor(
  http: Http,
  answer: Answer<unknown>,
  options: OperationOptions,
): Promise<void> {
  const { method, resourceUrl } = options;
  let last = answer;
  const request = { method, url: resourceUrl } as const;
  const poller = createHttpPoller<unknown, OperationState>(
    {
      sendInitialRequest: () => Promise.resolve(raw(answer, request)),
      sendPollRequest: async (location) => {
        last = await look(http, location, options);
        return raw(last, { method: "GET", url: location });
      },
    },
    { resolveOnUnsuccessful: true, skipFinalGet: true },
  );
  await poller.submitted();
  await untilDone(http, options, {
    isDone: () => poller.isDone,
    look: async () => {
      await poller.poll();
    },
    last: () => last,
  });
  const status = poller.operationState?.status;
  if (status !== "succeeded") throw errorFrom(withReason(last), request);
}

type OperationState = NonNullable<ReturnType<typeof createHttpPoller>["operationState"]>;

interface Looking {
  readonly isDone: () => boolean;
  readonly look: () => Promise<void>;
  readonly last: () => Answer<unknown>;
}

async function untilDone(http: Http, options: OperationOptions, at: Looking): Promise<void> {
  const { intervalSeconds, deadlineSeconds, onState, signal, method, resourceUrl } = options;
  const start = http.clock.now();
  let told: string | undefined;
  for (let pause = Math.min(1, intervalSeconds); ; pause = Math.min(pause * 2, intervalSeconds)) {
    const state = stateOf(at.last().body);
    if (state !== undefined && state !== told) {
      told = state;
      onState?.(state);
    }
    if (at.isDone()) return;
    const wait = retryAfter(at.last().headers, http.clock.now()) ?? pause;
    if ((http.clock.now() - start) / 1000 + wait > deadlineSeconds) {
      throw new DeadlineError(`${method} ${pathOf(resourceUrl)}`, deadlineSeconds, told);
    }
    await http.clock.sleep(wait, signal);
    await at.look();
  }
}

async function look(
  http: Http,
  location: string,
  { method, resourceUrl, scope, signal }: OperationOptions,
): Promise<Answer<unknown>> {
  const url = new URL(location, resourceUrl).href;
  const answer = await http.send<unknown>({
    method: "GET",
    url,
    // The token is ARM's: never for another host, whatever a header says.
    scope: isSameService(url, resourceUrl) ? scope : undefined,
    expect: [200, 201, 202, 204, ...(method === "DELETE" ? [404] : [])],
    signal,
  });
  // What is being deleted, and its operation with it, may be gone.
  return answer.status === 404 ? { ...answer, status: 204, body: undefined } : answer;
}

/** Same origin, or a region's own host of the same service: `eastus.management.azure.com`. */
function isSameService(url: string, resourceUrl: string): boolean {
  const [there, here] = [new URL(url), new URL(resourceUrl)];
  return there.origin === here.origin || there.host.endsWith(`.${here.host}`);
}

function raw(answer: Answer<unknown>, request: RawRequest): OperationResponse {
  const { status: statusCode, headers, body } = answer;
  return { flatResponse: body, rawResponse: { statusCode, headers, body, request } };
}

function stateOf(body: unknown): string | undefined {
  const { status, provisioningState, properties } = (body ?? {}) as Status;
  const state = status ?? properties?.provisioningState ?? provisioningState;
  return typeof state === "string" ? state : undefined;
}

/** An operation that ends without a reason still says how it ended. */
function withReason(answer: Answer<unknown>): Answer<unknown> {
  const { error } = (answer.body ?? {}) as Status;
  if (error !== undefined && error !== null) return answer;
  const state = stateOf(answer.body) ?? "Failed";
  return {
    ...answer,
    body: { error: { code: state, message: `the operation ended as '${state}'` } },
  };
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
