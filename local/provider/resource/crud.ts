import type { ArmClient } from "../azure/arm-client";
import { RequestFailed } from "../azure/errors";
import { completion } from "../azure/operation";
import { jsonOf, type HttpResponse } from "../azure/transport";
import type { TypeRow } from "../types/row";
import { wireOf } from "../types/wire";
import { isObject, isText, objectOr, type Json, type JsonObject } from "../value";
import { hasNull, place, requestBody } from "./body";
import { importedInputs, refreshedInputs } from "./drift";
import { InitFailed } from "./init-failed";
import { lookup, outputsOf } from "./outputs";
import { resourcePath } from "./paths";

export interface Stored {
  readonly id: string;
  readonly outputs: JsonObject;
}

/** Creates, reads, updates and deletes the resources of one subscription, one row per type. */
export class Crud {
  constructor(
    private readonly client: ArmClient,
    private readonly subscription: string,
    private readonly skipReadOnUpdate: boolean,
  ) {}

  /** Refuses a resource that exists. A resource that Azure took but could not finish is an `InitFailed`. */
  async create(row: TypeRow, inputs: JsonObject, signal: AbortSignal): Promise<Stored> {
    const path = resourcePath(row.path, inputs, this.subscription);
    await this.refuseExisting(row, path, signal);
    const body = requestBody(row, inputs);
    for (const property of row.maintained ?? [])
      if (lookup(inputs, property) === undefined) place(body, property, []);
    return this.put(row, path, body, inputs, signal);
  }

  /** Sends the whole body again; the URL comes from the new inputs. */
  async update(
    row: TypeRow,
    olds: { readonly inputs: JsonObject; readonly outputs: JsonObject },
    news: JsonObject,
    signal: AbortSignal,
  ): Promise<Stored> {
    const path = resourcePath(row.path, news, this.subscription);
    const reset = Object.entries(row.reset ?? {}).filter(
      ([name]) =>
        news[name] === undefined &&
        olds.inputs[name] !== undefined &&
        olds.outputs[name] !== undefined,
    ) as [string, Json][];
    const body = requestBody(row, { ...Object.fromEntries(reset), ...news }, olds.inputs);
    await this.keepMaintained(row, path, news, body, signal);
    return this.put(row, path, body, news, signal);
  }

  /** Undefined when the resource is gone. Without old inputs it is an import. */
  async read(
    row: TypeRow,
    id: string,
    olds: { readonly inputs?: JsonObject; readonly outputs: JsonObject },
    signal: AbortSignal,
  ): Promise<(Stored & { readonly inputs: JsonObject }) | undefined> {
    const response = await this.get(row, id, signal);
    if (response.status === 404) return undefined;
    const answer = success(response, [200]);
    const outputs = outputsOf(row, answer);
    const inputs = olds.inputs
      ? refreshedInputs(row, olds.inputs, olds.outputs, outputs)
      : importedInputs(row, id, answer);
    return { id, outputs, inputs };
  }

  /** Done as well when there is nothing to delete. */
  async delete(row: TypeRow, id: string, signal: AbortSignal): Promise<void> {
    try {
      const request = { method: "DELETE", path: id, apiVersion: row.apiVersion };
      const response = await this.client.request(request, signal);
      success(response, [200, 202, 204]);
      if (row.longRunning?.delete) await completion(this.client, response, row.apiVersion, signal);
    } catch (error) {
      if (!(error instanceof RequestFailed) || error.status !== 404) throw error;
    }
  }

  private async refuseExisting(row: TypeRow, path: string, signal: AbortSignal): Promise<void> {
    const response = await this.get(row, path, signal);
    if (response.status === 404 || response.status === 204) return;
    if (response.status !== 200)
      throw new Error(
        `cannot check existence of resource '${path}': status code ${response.status}, ${response.text}`,
      );
    if (Object.keys(objectOr(jsonOf(response))).length > 0)
      throw new Error(`cannot create already existing resource '${path}'`);
  }

  private async put(
    row: TypeRow,
    path: string,
    body: JsonObject,
    inputs: JsonObject,
    signal: AbortSignal,
  ): Promise<Stored> {
    const method = hasNull(body) ? "PATCH" : "PUT";
    const request = { method, path, apiVersion: row.apiVersion, body };
    const accepted = await this.client.request(request, signal);
    success(accepted, [200, 201, 202]);
    const final = await this.finish(row, path, accepted, inputs, signal);
    const answer = objectOr(jsonOf(final));
    const id = isText(answer.id) ? answer.id : path;
    if (this.skipReadOnUpdate) return { id, outputs: outputsOf(row, answer) };
    // A failed read after the write is not a failed write: then the answer of the PUT has to do.
    const fresh = await this.get(row, id, signal).catch(() => undefined);
    const stored = fresh?.status === 200 ? objectOr(jsonOf(fresh)) : answer;
    return { id, outputs: outputsOf(row, stored) };
  }

  private async finish(
    row: TypeRow,
    path: string,
    accepted: HttpResponse,
    inputs: JsonObject,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    if (!row.longRunning?.put && accepted.status !== 202) return accepted;
    try {
      return await completion(this.client, accepted, row.apiVersion, signal);
    } catch (error) {
      throw await this.halfMade(row, path, inputs, error, signal);
    }
  }

  /** The error of an accepted operation that broke off, with what is there of the resource. */
  private async halfMade(
    row: TypeRow,
    id: string,
    inputs: JsonObject,
    cause: unknown,
    signal: AbortSignal,
  ): Promise<InitFailed> {
    const reason = messageOf(cause);
    try {
      const outputs = outputsOf(row, success(await this.get(row, id, signal), [200]));
      return new InitFailed(reason, id, outputs, inputs);
    } catch (error) {
      const failed = messageOf(error);
      const text =
        failed === reason ? reason : `resource created but read failed ${failed}: ${reason}`;
      return new InitFailed(text, id, {}, inputs);
    }
  }

  private async keepMaintained(
    row: TypeRow,
    path: string,
    inputs: JsonObject,
    body: JsonObject,
    signal: AbortSignal,
  ): Promise<void> {
    const unset = (row.maintained ?? []).filter(
      (property) => lookup(inputs, property) === undefined,
    );
    if (unset.length === 0) return;
    const remote = success(await this.get(row, path, signal), [200]);
    const wire = wireOf(row, "in");
    for (const property of unset) {
      const value = lookup(remote, [...wire("", property[0] ?? ""), ...property.slice(1)]);
      if (value !== undefined) place(body, property, value);
    }
  }

  private get(row: TypeRow, path: string, signal: AbortSignal): Promise<HttpResponse> {
    return this.client.request({ method: "GET", path, apiVersion: row.apiVersion }, signal);
  }
}

/** The body of an answer with one of these codes; any other answer throws. */
export function success(response: HttpResponse, codes: readonly number[]): JsonObject {
  if (!codes.includes(response.status)) throw new RequestFailed(response);
  const body = jsonOf(response);
  return isObject(body) ? body : {};
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
