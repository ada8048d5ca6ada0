import { z } from "zod";
import { Kind, type Store } from "./store";

const failure = z.looseObject({ code: z.string(), message: z.string() });
const deed = z.union([
  z.enum(["reset", "expiredToken", "noCapacity"]),
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
  return what === "reset" || what === "expiredToken"
    ? true
    : typeof what === "object" && ("status" in what || "delaySeconds" in what);
}

export function openFaults(store: Store): Faults {
  let last = Math.max(0, ...store.list(kept).map(({ key }) => Number(key)));

  /** Counts a request or subject that matches; true when the fault strikes. */
  const strikes = (fault: KeptFault): boolean => {
    const seen = fault.seen + 1;
    const hit = seen > fault.skip && fault.hits < fault.times;
    store.put(kept, fault.id, { ...fault, seen, hits: fault.hits + (hit ? 1 : 0) });
    return hit;
  };
  const matching = (subject: string): KeptFault[] =>
    store
      .list(kept)
      .map(({ value }) => value)
      .filter((fault) => new RegExp(fault.path, "i").test(subject));

  return {
    take(kind, subject) {
      for (const fault of matching(subject)) {
        const what = fault.do;
        if (what === kind && strikes(fault)) return {};
        if (typeof what === "object" && kind in what && strikes(fault)) {
          return "jobFailure" in what
            ? what.jobFailure
            : "deploymentFailure" in what
              ? what.deploymentFailure
              : {};
        }
      }
      return undefined;
    },
    takeRequest(method, path) {
      for (const fault of matching(path)) {
        if (fault.method !== undefined && fault.method.toUpperCase() !== method) continue;
        if (isRequestFault(fault.do) && strikes(fault)) return fault.do;
      }
      return undefined;
    },
    add(fault) {
      last += 1;
      const id = String(last).padStart(6, "0");
      store.put(kept, id, { ...fault, id, seen: 0, hits: 0 });
      return id;
    },
    list: () => store.list(kept).map(({ value }) => value),
    remove(id) {
      for (const { key } of id === undefined ? store.list(kept) : [{ key: id }])
        store.delete(kept, key);
    },
  };
}
