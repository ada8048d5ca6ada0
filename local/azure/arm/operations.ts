import { randomUUID } from "node:crypto";
import { isoTime, type Clock } from "../clock";
import { AzureError } from "../http/azure-error";
import { empty, json } from "../http/response";
import { Kind, type Store } from "../store";
import { parseId } from "./resource-id";

/** One long-running operation. What is to happen is data, so that it survives the death of the process. */
export interface Operation {
  readonly id: string;
  readonly effect: string;
  readonly payload: unknown;
  readonly resourceId: string;
  /** Emulated milliseconds. */
  readonly startedAt: number;
  readonly dueAt: number;
  readonly endedAt?: number;
  readonly status: "InProgress" | "Succeeded" | "Failed" | "Canceled";
  readonly error?: { readonly code: string; readonly message: string };
}

export interface Accepted {
  readonly status: 200 | 201 | 202;
  readonly body?: unknown;
  /** Which headers the service sends: `Azure-AsyncOperation`, `Location`, or both. */
  readonly style: "both" | "location" | "async";
}

export interface Beginning {
  /** Emulated and multiplied by the latency; at 0 the effect starts within `begin`. */
  readonly seconds: number;
  readonly resourceId: string;
  /** Known before it begins when the resource itself tells of its operation. */
  readonly id?: string;
}

type Effect = (payload: unknown) => void | Promise<void>;

export interface Operations {
  /**
   * Names what an operation does when its time has come. It must be repeatable: after a kill it runs again.
   * An AzureError thrown by it is the operation's failure; the effect itself sets the resource's state before it throws.
   */
  on(effect: string, run: Effect): void;
  begin(effect: string, payload: unknown, o: Beginning): Operation;
  /** Address of the status of an operation, which may still have to begin. */
  statusUri(operation: Pick<Operation, "id" | "resourceId">): string;
  accepted(operation: Operation, o: Accepted): Response;
  get(id: string): Operation | undefined;
  /** The operation when it ended, or as it is when it needs longer than `milliseconds` (real). */
  settled(id: string, milliseconds: number): Promise<Operation | undefined>;
  /** The operation that is going on for a resource. */
  running(resourceId: string): Operation | undefined;
  cancel(id: string): void;
  /** Drops all operations; those that wait never run. */
  forget(): void;
  /** Goes on with what a former process left; once, after all effects are named. */
  resume(): void;
}

const kept = new Kind<Operation>("operation");

interface OperationsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly url: string;
  readonly subscriptionId: string;
  readonly location: string;
}

export function openOperations(options: OperationsOptions): Operations {
  return new KeptOperations(options);
}

class KeptOperations implements Operations {
  readonly #options: OperationsOptions;
  readonly #effects = new Map<string, Effect>();
  readonly #going = new Map<string, Promise<void>>();
  readonly #inProgress = new Map<string, string>();

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  on(effect: string, run: Effect): void {
    if (this.#effects.has(effect)) throw new Error(`effect '${effect}' is named twice`);
    this.#effects.set(effect, run);
  }

  begin(effect: string, payload: unknown, o: Beginning): Operation {
    if (!this.#effects.has(effect)) throw new Error(`no effect '${effect}'`);
    const { clock, store } = this.#options;
    const startedAt = clock.now();
    const operation: Operation = {
      id: o.id ?? randomUUID(),
      effect,
      payload,
      resourceId: o.resourceId,
      startedAt,
      dueAt: startedAt + o.seconds * clock.latency * 1000,
      status: "InProgress",
    };
    store.put(kept, operation.id, operation);
    this.#schedule(operation);
    return operation;
  }

  accepted(operation: Operation, o: Accepted): Response {
    const headers = {
      ...(o.style === "location" ? {} : { "azure-asyncoperation": this.statusUri(operation) }),
      ...(o.style === "async" ? {} : { location: this.#uri("operationResults", operation) }),
      ...(this.#options.clock.latency > 0 ? { "retry-after": "1" } : {}),
    };
    return o.body === undefined ? empty(o.status, headers) : json(o.status, o.body, headers);
  }

  statusUri(operation: Pick<Operation, "id" | "resourceId">): string {
    return this.#uri("operationStatuses", operation);
  }

  #uri(what: string, { id, resourceId }: Pick<Operation, "id" | "resourceId">): string {
    const { url, subscriptionId, location } = this.#options;
    const { namespace } = parseId(resourceId);
    return `${url}/subscriptions/${subscriptionId}/providers/${namespace}/locations/${location}/${what}/${id}?api-version=2020-01-01`;
  }

  get(id: string): Operation | undefined {
    return this.#options.store.get(kept, id);
  }

  async settled(id: string, milliseconds: number): Promise<Operation | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([this.#going.get(id), tooLong]);
    clearTimeout(timer);
    return this.get(id);
  }

  running(resourceId: string): Operation | undefined {
    const id = this.#inProgress.get(resourceId.toLowerCase());
    const operation = id === undefined ? undefined : this.get(id);
    return operation?.status === "InProgress" ? operation : undefined;
  }

  cancel(id: string): void {
    const operation = this.get(id);
    if (operation?.status === "InProgress") this.#end(operation, "Canceled");
  }

  forget(): void {
    for (const { key } of this.#options.store.list(kept)) this.#options.store.delete(kept, key);
    this.#inProgress.clear();
  }

  resume(): void {
    for (const { value } of this.#options.store.list(kept))
      if (value.status === "InProgress") this.#schedule(value);
  }

  #schedule(operation: Operation): void {
    this.#inProgress.set(operation.resourceId.toLowerCase(), operation.id);
    this.#options.clock.at(operation.dueAt, () => {
      const going = this.#run(operation.id).finally(() => {
        this.#going.delete(operation.id);
      });
      this.#going.set(operation.id, going);
      return going;
    });
  }

  async #run(id: string): Promise<void> {
    const operation = this.get(id);
    if (operation?.status !== "InProgress") return;
    try {
      const result = this.#effects.get(operation.effect)?.(operation.payload);
      // Not awaited when there is nothing to wait for: at latency 0 such an operation ends within `begin`.
      if (result) await result;
      this.#end(operation, "Succeeded");
    } catch (error) {
      const known = error instanceof AzureError;
      if (!known) console.error(error);
      this.#end(
        operation,
        "Failed",
        known ? error.body() : { code: "InternalServerError", message: String(error) },
      );
    }
  }

  #end(before: Operation, status: Operation["status"], error?: Operation["error"]): void {
    const { store, clock } = this.#options;
    // A cancel that came while the effect ran stays.
    if (this.get(before.id)?.status !== "InProgress") return;
    const ended = { ...before, status, endedAt: clock.now() };
    store.put(kept, before.id, error === undefined ? ended : { ...ended, error });
    const subject = before.resourceId.toLowerCase();
    if (this.#inProgress.get(subject) === before.id) this.#inProgress.delete(subject);
  }
}

/** Body of the status URL. */
export function operationStatus(operation: Operation): Record<string, unknown> {
  const { id, resourceId, status, startedAt, endedAt, error } = operation;
  return {
    id: resourceId,
    name: id,
    status,
    startTime: isoTime(startedAt),
    ...(endedAt === undefined ? {} : { endTime: isoTime(endedAt) }),
    ...(error === undefined ? {} : { error }),
  };
}
