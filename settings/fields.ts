import { z } from "zod";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** `pulumi config set --path` keeps a number such as 5e-6 as text. */
const fromText = (value: unknown) =>
  typeof value === "string" && decimal.test(value) ? Number(value) : value;

/** `pulumi config set --path` makes a number of a text such as the version 8. */
const toText = (value: unknown) => (Number.isSafeInteger(value) ? String(value) : value);

const truth = (value: unknown) => (value === "true" ? true : value === "false" ? false : value);

/** A whole number, limits included. */
export const integer = (min: number, max: number) =>
  z.preprocess(fromText, z.number().int().min(min).max(max));

/** A number, limits included. */
export const number = (min: number, max: number) =>
  z.preprocess(fromText, z.number().min(min).max(max));

/** A number above 0. */
export const positive = (max: number) => z.preprocess(fromText, z.number().gt(0).max(max));

/** true or false, also as text. */
export const flag = () => z.preprocess(truth, z.boolean());

/** A flag that the component takes as the text "true" or "false". */
export const textFlag = () =>
  z.preprocess(
    (value) => (typeof value === "boolean" ? String(value) : value),
    z.enum(["true", "false"]),
  );

/** One of some whole numbers. */
export const step = <const N extends readonly number[]>(values: N) =>
  z.preprocess(fromText, z.literal(values));

/** @param expects what the pattern wants, as a message says it after "give" */
export const text = (pattern: RegExp, expects: string) =>
  z.preprocess(toText, z.string().regex(pattern).meta({ expects }));

/** A section of the config: unknown keys are problems, and every key may be left out. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape).readonly();
