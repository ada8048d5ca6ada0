import { isObject, isText } from "../value";
import type { ArmClient } from "./arm-client";
import { sleep } from "./clock";
import { RequestFailed } from "./errors";
import { retryAfter } from "./retry";
import { jsonOf, type HttpResponse } from "./transport";

const terminal = new Set(["succeeded", "failed", "canceled"]);

interface Poller {
  /** Where the state is asked for; changes when an answer names another place. */
  url: string;
  /** State of an answer, in lower case; throws what makes the operation break off. */
  state(response: HttpResponse): string;
  /** Where the result is read when the operation has succeeded; else it is the last answer. */
  readonly result?: string;
}

/**
 * Waits for an accepted operation as azcore does: it decides by the answer's headers, not by the
 * specification. Gives the last answer; a failed operation throws the answer that said so.
 */
export async function completion(
  client: ArmClient,
  first: HttpResponse,
  apiVersion: string,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const poller = pollerFor(client, first, apiVersion);
  if (!poller) return finished(first);
  const { waits } = client;
  const interval = first.request.method === "DELETE" ? waits.pollDelete : waits.pollPut;
  const initial = retryAfter(first);
  if (initial !== undefined) await sleep(initial, signal);
  for (;;) {
    const response = await client.poll(poller.url, signal);
    const state = poller.state(response);
    if (state === "succeeded") {
      if (!poller.result) return response;
      const result = await client.poll(poller.result, signal);
      if (result.status !== 200) throw new RequestFailed(result);
      return result;
    }
    if (terminal.has(state)) throw new RequestFailed(response);
    await sleep(retryAfter(response) ?? interval, signal);
  }
}

function pollerFor(client: ArmClient, first: HttpResponse, apiVersion: string): Poller | undefined {
  const { method, url } = first.request;
  const async = first.headers["azure-asyncoperation"];
  if (async) return asyncPoller(client.absolute(async), method === "DELETE" ? undefined : url);
  const location = first.headers.location;
  if (location) return locationPoller(client, withVersion(client.absolute(location), apiVersion));
  if (method === "DELETE") {
    if (first.status === 202) throw new Error("response is missing polling URL");
    return undefined;
  }
  const state = provisioningState(first);
  if (state === undefined && first.status !== 201 && first.status !== 202) return undefined;
  return state !== undefined && terminal.has(state) ? undefined : resourcePoller(url);
}

function finished(first: HttpResponse): HttpResponse {
  const state = provisioningState(first);
  if (state === "failed" || state === "canceled") throw new RequestFailed(first);
  return first;
}

function asyncPoller(url: string, result: string | undefined): Poller {
  return {
    url,
    ...(result ? { result } : {}),
    state(response) {
      if (response.status === 204) return "succeeded";
      if (![200, 201, 202].includes(response.status)) throw new RequestFailed(response);
      const body = jsonOf(response);
      const status = isObject(body) ? body.status : undefined;
      if (!isText(status)) throw new Error("the response did not contain a status");
      return status.toLowerCase();
    },
  };
}

function locationPoller(client: ArmClient, url: string): Poller {
  return {
    url,
    state(response) {
      const moved = response.headers.location;
      if (moved) this.url = client.absolute(moved);
      if (response.status < 200 || response.status > 299) throw new RequestFailed(response);
      return provisioningState(response) ?? (response.status === 202 ? "inprogress" : "succeeded");
    },
  };
}

function resourcePoller(url: string): Poller {
  return {
    url,
    state(response) {
      if (response.status === 204) return "succeeded";
      if (![200, 201, 202].includes(response.status)) throw new RequestFailed(response);
      return provisioningState(response) ?? "succeeded";
    },
  };
}

function provisioningState(response: HttpResponse): string | undefined {
  const body = jsonOf(response);
  const properties = isObject(body) ? body.properties : undefined;
  const state = isObject(properties) ? properties.provisioningState : undefined;
  return isText(state) ? state.toLowerCase() : undefined;
}

function withVersion(url: string, apiVersion: string): string {
  const result = new URL(url);
  if (!result.searchParams.has("api-version")) result.searchParams.set("api-version", apiVersion);
  return result.toString();
}
