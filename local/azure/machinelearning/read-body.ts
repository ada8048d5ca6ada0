import { z } from "zod";
import { samePath } from "../arm/resource-id";
import type { Call } from "../http/route";
import { invalidRequest } from "./errors";

/** The checked body of a request; 400 with the first wrong field otherwise. */
export async function readBody<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
  const text = await call.text();
  const checked = schema.safeParse(text === "" ? {} : await call.json());
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw invalidRequest("InvalidRequestBody", `${field}: ${issue?.message ?? "is wrong"}`, field);
}

/** One of some names, in any letter case as the service reads them (the SDK's `tier="LowPriority"` goes out as `Lowpriority`); kept in their own spelling. */
export const anyCase = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.preprocess(
    (value) => names.find((name) => samePath(name, text(value))) ?? value,
    z.enum(names),
  );

export const stringMap = z.record(z.string(), z.string());
/** Maps of ARM come as null too. */
export const optionalMap = stringMap.nullish().transform((map) => map ?? {});
const duration = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of an ISO 8601 duration such as `PT10M`; undefined when it is none. */
export function durationSeconds(text: string): number | undefined {
  const found = duration.exec(text);
  if (!found || text.endsWith("P") || text.endsWith("T")) return undefined;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = found.map(Number).map((n) => n || 0);
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** A duration field, kept as text. */
export const isoDuration = z
  .string()
  .refine((text) => durationSeconds(text) !== undefined, "is no ISO 8601 duration");

/** A JSON object as a record; an empty one for anything else. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** A text field of a stored resource; empty when it is missing. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A copy without one key. */
export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const copy = { ...value };
  Reflect.deleteProperty(copy, key);
  return copy;
}
