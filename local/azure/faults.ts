import { z } from "zod";
import { Kind, type Store } from "./store";

const failure = z.looseObject({ code: z.string(), message: z.string() });
const deed = z.union([
  z.enum(["reset", "lostAnswer", "expiredToken", "noCapacity"]),
  z.strictObject({
    status: z.int().min(400).max(599),
    code: z.string().optional(),
    message: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ delaySeconds: z.number().nonnegative() }),
  z.strictObject({ jobFailure: failure }),
  z.strictObject({ deploymentFailure: failure }),
]);

/** A fault on demand, as the admin route takes it. */
export const faultSchema = z.strictObject({
  method: z.string().optional(),
  /** Regular expression, without regard to case: on the path of a request, or on the id of a job, deployment or compute. */
  path: z.string().refine(isRegularExpression, "is no regular expression"),
  /** How often it strikes. */
  times: z.int().positive().default(1),
  /** How many hits pass before it strikes. */
  skip: z.int().nonnegative().default(0),
  do: deed,
});
export type Fault = z.infer<typeof faultSchema>;
export type RequestFault = Exclude<
  Fault["do"],
  "noCapacity" | { jobFailure: unknown } | { deploymentFailure: unknown }
>;

interface KeptFault extends Fault {
  readonly id: string;
  readonly seen: number;
  readonly hits: number;
}
const kept = new Kind<KeptFault>("fault");

/** Faults that tests asked for. Those of requests strike in the server itself. */
export interface Faults {
  /** What is to go wrong with a job, deployment or compute (`subject`: its id); counts as a hit. */
  take(
    kind: "jobFailure" | "deploymentFailure" | "noCapacity",
    subject: string,
  ): Record<string, unknown> | undefined;
  takeRequest(method: string, path: string): RequestFault | undefined;
  add(fault: Fault): string;
  list(): KeptFault[];
  /** One, or all without an id. */
  remove(id?: string): void;
}

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text, "i").source.length > 0;
  } catch {
    return false;
  }
}

function isRequestFault(what: Fault["do"]): what is RequestFault {
  return what === "reset" || what === "lostAnswer" || what === "expiredToken"
    ? true
    : typeof what === "object" && ("status" in what || "delaySeconds" in what);
}

export function openFaults(store: Store): Faults {
  return new KeptFaults(store);
}

class KeptFaults implements Faults {
  readonly #store: Store;
  #last: number;

  constructor(store: Store) {
    this.#store = store;
    this.#last = Math.max(0, ...store.list(kept).map(({ key }) => Number(key)));
  }

  take(
    kind: "jobFailure" | "deploymentFailure" | "noCapacity",
    subject: string,
  ): Record<string, unknown> | undefined {
    for (const fault of this.#matching(subject)) {
      const what = fault.do;
      if (what === kind && this.#strikes(fault)) return {};
      if (typeof what !== "object" || !(kind in what) || !this.#strikes(fault)) continue;
      if ("jobFailure" in what) return what.jobFailure;
      if ("deploymentFailure" in what) return what.deploymentFailure;
    }
    return undefined;
  }

  takeRequest(method: string, path: string): RequestFault | undefined {
    for (const fault of this.#matching(path)) {
      if (fault.method !== undefined && fault.method.toUpperCase() !== method) continue;
      if (isRequestFault(fault.do) && this.#strikes(fault)) return fault.do;
    }
    return undefined;
  }

  add(fault: Fault): string {
    this.#last += 1;
    const id = String(this.#last).padStart(6, "0");
    this.#store.put(kept, id, { ...fault, id, seen: 0, hits: 0 });
    return id;
  }

  list(): KeptFault[] {
    return this.#store.list(kept).map(({ value }) => value);
  }

  remove(id?: string): void {
    const ids = id === undefined ? this.list().map((fault) => fault.id) : [id];
    for (const key of ids) this.#store.delete(kept, key);
  }

  #matching(subject: string): KeptFault[] {
    return this.list().filter((fault) => new RegExp(fault.path, "i").test(subject));
  }

  /** Counts a request or subject that matches; true when the fault strikes. */
  #strikes(fault: KeptFault): boolean {
    const seen = fault.seen + 1;
    const hit = seen > fault.skip && fault.hits < fault.times;
    this.#store.put(kept, fault.id, { ...fault, seen, hits: fault.hits + (hit ? 1 : 0) });
    return hit;
  }
}
