import { expect } from "chai";
import { handler } from "../../handlers/index";
import type { Properties } from "../../handlers/state";

export const owner = { project: "azure-finetune", stack: "test", resource: "thing" };

/** Inputs as a resource's class makes them, with waits as in a stack: the clock jumps. */
export function inputsOf(kind: string, inputs: Properties): Properties {
  return {
    __provider: "exports.handler = loader",
    kind,
    owner,
    waits: { pollSeconds: 30, operationMinutes: 60, trainingMinutes: 600 },
    ...inputs,
  };
}

/** A resource in a stack: what the engine keeps between two operations. */
export interface Kept {
  readonly id: string;
  readonly state: Properties;
}

/** `check` as the engine calls it; the inputs with what was derived. @throws Error with all failures */
export async function checked(news: Properties, olds: Properties = {}): Promise<Properties> {
  const { inputs, failures } = await handler.check(olds, news);
  if (failures.length > 0)
    throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
  return inputs;
}

/** Check and create. */
export async function created(inputs: Properties): Promise<Kept> {
  const { id, outs } = await handler.create(await checked(inputs));
  return { id, state: stored(outs) };
}

/** Check and update. */
export async function updated({ id, state }: Kept, inputs: Properties): Promise<Kept> {
  const news = await checked(inputs, state);
  return { id, state: stored((await handler.update(id, state, news)).outs) };
}

/** What `refresh` makes of it; undefined when it is gone. */
export async function refreshed({ id, state }: Kept): Promise<Kept | undefined> {
  const { id: found, props } = await handler.read(id, state);
  return found === "" ? undefined : { id: found, state: stored(props) };
}

export async function deleted({ id, state }: Kept): Promise<void> {
  await handler.delete(id, state);
}

export interface Difference {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  /** What preview tells of it. */
  readonly lines: readonly string[];
}

/** Check and diff, with the lines that preview shows. */
export async function difference({ id, state }: Kept, inputs: Properties): Promise<Difference> {
  const news = await checked(inputs, state);
  const { result, lines } = await listening(() => handler.diff(id, state, news));
  return { changes: result.changes, replaces: result.replaces, lines };
}

/** A line about a call that is sent once more. */
const aboutRetry = /, again in [\d.]+ s$|: 401, once more with a new token$/;

/** No change in preview, and nothing told but retries. */
export async function expectSettled(kept: Kept, inputs: Properties): Promise<void> {
  const { lines, ...found } = await difference(kept, inputs);
  expect(lines.filter((line) => !aboutRetry.test(line))).to.deep.equal([]);
  expect(found).to.deep.equal({ changes: false, replaces: [] });
}

const listeners = new Set<string[]>();

// What handlers tell goes to who listens; a test report has no use for it.
before(() => {
  const kept = console.log;
  console.log = (...values: unknown[]) => {
    const [line] = values;
    if (typeof line !== "string" || !line.startsWith(`${owner.resource}: `)) kept(...values);
    else for (const lines of listeners) lines.push(line.slice(owner.resource.length + 2));
  };
});

/** Runs something; its result and what it told, without the resource's name. */
export async function listening<T>(
  work: (lines: readonly string[]) => Promise<T>,
): Promise<{ result: T; lines: string[] }> {
  const lines: string[] = [];
  listeners.add(lines);
  try {
    return { result: await work(lines), lines };
  } finally {
    listeners.delete(lines);
  }
}

/** The error that something fails with, and what it told before. */
export async function failing(
  work: () => Promise<unknown>,
): Promise<{ error: Error; lines: string[] }> {
  const { result, lines } = await listening(() =>
    work().then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  if (result instanceof Error) return { error: result, lines };
  throw new Error("it did not fail");
}

/** As Pulumi stores it: through JSON, and without `undefined`, which its serialiser refuses. */
function stored(properties: Properties): Properties {
  expect(undefinedIn(properties), "undefined in the state").to.deep.equal([]);
  return JSON.parse(JSON.stringify(properties)) as Properties;
}

function undefinedIn(value: unknown, path = ""): string[] {
  if (value === undefined) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => undefinedIn(inner, `${path}.${key}`));
}
