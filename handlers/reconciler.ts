import type { Common } from "./common-inputs";
import { createContext, type Context } from "./context";
import { PartialFailure, plainError } from "./failure";
import { sameValue, withoutUndefined, type Properties } from "./state";
import { hasUnknown } from "./unknown";

/** Problems by input name; one line each: what was asked, what was found, what to do. */
export type Problems = Readonly<Record<string, string>>;

/** What a resource has to know about itself; `reconciler` makes Pulumi's six callbacks of it. */
export interface Reconciliation<I extends object, O extends object> {
  /** A change of one of these replaces the resource; of any other input, it is one `apply`. */
  readonly identity: readonly (keyof I & string)[];
  /** Inputs whose change alone means nothing, for example the path of a file whose content is the same. */
  readonly ignored?: readonly (keyof I & string)[];
  /** What follows from the inputs and the local files that they name; becomes inputs, so that preview shows it. */
  derive?(known: Partial<I>): Promise<Partial<I>>;
  /** What is wrong with the inputs; values that preview does not know yet are left out of `known`. */
  problems?(known: Partial<I>, context: Context): Promise<Problems>;
  /** Why Azure is not as the state says, one line each; any line makes it an update. */
  drift?(olds: I & O, known: Partial<I>, context: Context): Promise<readonly string[]>;
  /** Create and update: observe, ensure, sync the difference, return what is there. */
  apply(inputs: I & Common, context: Context, olds?: I & O): Promise<O & { readonly id: string }>;
  /** What is there now, or undefined when it is gone. */
  observe(olds: I & O, context: Context): Promise<Partial<O> | undefined>;
  /** Deletes what carries our owner tag; succeeds too when it is already gone. */
  remove(olds: I & O & Common, context: Context): Promise<void>;
}

/** Pulumi's callbacks for one kind of resource (sdk/nodejs/dynamic). */
export interface Handler {
  check(olds: Properties, news: Properties): Promise<CheckAnswer>;
  diff(id: string, olds: Properties, news: Properties): Promise<DiffAnswer>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, olds: Properties): Promise<{ id: string; props: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, olds: Properties): Promise<void>;
}

interface CheckAnswer {
  inputs: Properties;
  failures: { property: string; reason: string }[];
}

interface DiffAnswer {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

const provider = "__provider";
/** Names of the inputs of the last operation, kept in the outputs: without it a removed input could not be told from an output. */
const inputNames = "inputNames";
const ignoredAlways: readonly string[] = [provider, "waits"];

/**
 * Pulumi's six callbacks over what a resource knows about itself. The steps below are the one place where Pulumi's untyped
 * JSON becomes typed: inputs went through the class's arguments, state through `outputs`.
 */
export function reconciler<I extends object, O extends object>(
  spec: Reconciliation<I, O>,
): Handler {
  return {
    check: (_olds, news) => withPlainErrors(createContext(news), check(spec, news)),
    diff: (_id, olds, news) => withPlainErrors(createContext(news, olds), diff(spec, olds, news)),
    create: (inputs) => write(spec, inputs),
    read: (id, olds) => withPlainErrors(createContext(olds), read(spec, id, olds)),
    update: async (_id, olds, news) => ({ outs: (await write(spec, news, olds)).outs }),
    delete: (_id, olds) => withPlainErrors(createContext(olds), remove(spec, olds)),
  };
}

type Step<T> = (context: Context) => Promise<T>;

/** One callback; what it throws is told with the resource's name and without a stack. */
async function withPlainErrors<T>(context: Context, step: Step<T>): Promise<T> {
  try {
    return await step(context);
  } catch (error) {
    throw plainError(error, context.name);
  }
}

function check<I extends object, O extends object>(
  spec: Reconciliation<I, O>,
  news: Properties,
): Step<CheckAnswer> {
  return async (context) => {
    const derived = await spec.derive?.(knownOf(news) as Partial<I>);
    const inputs = withoutUndefined({ ...news, ...derived });
    const problems = await spec.problems?.(knownOf(inputs) as Partial<I>, context);
    const failures = Object.entries(problems ?? {}).map(([property, reason]) => ({
      property,
      reason,
    }));
    return { inputs, failures };
  };
}

function diff<I extends object, O extends object>(
  spec: Reconciliation<I, O>,
  olds: Properties,
  news: Properties,
): Step<DiffAnswer> {
  return async (context) => {
    const replaces = spec.identity.filter(
      (key) => hasUnknown(news[key]) || !sameValue(olds[key], news[key]),
    );
    if (replaces.length > 0) return { changes: true, replaces, deleteBeforeReplace: true };
    const drift =
      (await spec.drift?.(olds as I & O & Common, knownOf(news) as Partial<I>, context)) ?? [];
    drift.forEach((line) => {
      context.log(line);
    });
    const ignored = [...ignoredAlways, ...(spec.ignored ?? [])];
    const changes = changedInputs(olds, news, ignored).length > 0 || drift.length > 0;
    return { changes, replaces: [], deleteBeforeReplace: true };
  };
}

function read<I extends object, O extends object>(
  spec: Reconciliation<I, O>,
  id: string,
  olds: Properties,
): Step<{ id: string; props: Properties }> {
  return async (context) => {
    const found = await spec.observe(olds as I & O & Common, context);
    return found ? { id, props: withoutUndefined({ ...olds, ...found }) } : { id: "", props: {} };
  };
}

function remove<I extends object, O extends object>(
  spec: Reconciliation<I, O>,
  olds: Properties,
): Step<void> {
  return (context) => spec.remove(olds as I & O & Common, context);
}

/** Create and update; what is half made goes into the state. */
async function write<I extends object, O extends object>(
  spec: Reconciliation<I, O>,
  inputs: Properties,
  olds?: Properties,
): Promise<{ id: string; outs: Properties }> {
  const context = createContext(inputs, olds);
  try {
    const { id, ...result } = await spec.apply(
      inputs as I & Common,
      context,
      olds && (olds as I & O & Common),
    );
    return { id, outs: outputs(inputs, result) };
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw plainError(error);
    throw error.withProperties({
      ...outputs(inputs, error.outputs),
      [provider]: inputs[provider],
    });
  }
}

function outputs(inputs: Properties, result: object): Properties {
  return withoutUndefined({ ...inputs, ...result, [inputNames]: Object.keys(inputs) });
}

function knownOf(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !hasUnknown(value)));
}

function changedInputs(olds: Properties, news: Properties, ignored: readonly string[]): string[] {
  const before = Array.isArray(olds[inputNames]) ? (olds[inputNames] as string[]) : [];
  return [...new Set([...Object.keys(news), ...before])]
    .filter((key) => !ignored.includes(key))
    .filter((key) => hasUnknown(news[key]) || !sameValue(olds[key], news[key]));
}
