import { findBaseModel } from "../catalog/base-models";
import { pricePerHour } from "../catalog/prices";
import { modelRetirements, vmSizeRetirements, type Retirement } from "../catalog/retirements";
import { findVmSize } from "../catalog/vm-sizes";
import { list, type Problem } from "./problem";

/** What to do about something that is retired: take the successor, say so, or stop. */
export type OnRetired = "replace" | "warn" | "fail";

/** What retirements can change. */
export interface Retirable {
  readonly model: { readonly name: string; readonly version: string };
  /** `serving` is null when nothing is served. */
  readonly vmSizes: { readonly training: string; readonly serving: string | null };
}

export interface Resolved extends Retirable {
  /** What was replaced or is used although retired, one line each. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

interface Verdict<T> {
  readonly value: T;
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * What is really used on a day, by the catalogue: a retired model becomes its successor, a VM size that is
 * retired, or that the successor does not support, becomes the smallest one that the model supports.
 * @param asked with the day, YYYY-MM-DD, and the policy
 */
export function resolveRetired(
  asked: Retirable & { readonly date: string; readonly policy: OnRetired },
): Resolved {
  const { date, policy } = asked;
  const model = resolveModel(asked.model, date, policy);
  const moved = model.value.name !== asked.model.name;
  const base = findBaseModel(model.value.name);
  const size = (path: string, name: string, supported: readonly string[] | undefined) =>
    resolveSize({
      path,
      name,
      supported,
      date,
      policy,
      model: moved ? model.value.name : undefined,
    });
  const { training, serving } = asked.vmSizes;
  const trained = size("cluster.vmSize", training, base?.trainingSizes);
  const served =
    serving === null
      ? { value: null, notes: [], problems: [] }
      : size("serving.instanceType", serving, base?.servingSizes);
  const all = [
    model,
    ...(moved ? [trainingPrice(model.value.name, trained.value)] : []),
    trained,
    served,
  ];
  return {
    model: model.value,
    vmSizes: { training: trained.value, serving: served.value },
    notes: all.flatMap((verdict) => verdict.notes),
    problems: all.flatMap((verdict) => verdict.problems),
  };
}

function resolveModel(
  model: Retirable["model"],
  date: string,
  policy: OnRetired,
): Verdict<Retirable["model"]> {
  const gone = retirement(modelRetirements, model.name, date);
  if (!gone) return { value: model, notes: [], problems: [] };
  const facts = { path: "training.model.name", asked: model.name, since: gone.on };
  return decide(policy, facts, model, {
    value: { name: gone.successor, version: "latest" },
    label: gone.successor,
    price: "",
  });
}

/** What another model costs is worth a line also when the VM size stays. */
function trainingPrice(model: string, vmSize: string): Verdict<string> {
  const note = `'${model}' is trained on '${vmSize}'${aboutPrice(vmSize, "node")}`;
  return { value: vmSize, notes: [note], problems: [] };
}

function aboutPrice(vmSize: string, unit: "node" | "instance"): string {
  const price = pricePerHour(vmSize);
  return price === undefined ? "" : `, about ${price.toFixed(2)} USD per hour and ${unit}`;
}

function resolveSize(asked: {
  readonly path: string;
  readonly name: string;
  readonly supported: readonly string[] | undefined;
  readonly date: string;
  readonly policy: OnRetired;
  /** The model that replaced the one asked for; undefined when none was replaced. */
  readonly model: string | undefined;
}): Verdict<string> {
  const { path, name, supported, date, policy, model } = asked;
  const gone = retirement(vmSizeRetirements, name, date);
  // A name that nobody knows is asked from Azure, which refuses it: it may be a slip.
  const known = findVmSize(name) !== undefined;
  const unfit =
    model !== undefined && known && supported !== undefined && !includes(supported, name);
  if (!gone && !unfit) return { value: name, notes: [], problems: [] };
  const best = smallest(supported ?? [], date) ?? gone?.successor ?? name;
  const per = aboutPrice(best, path === "cluster.vmSize" ? "node" : "instance");
  const facts = gone
    ? { path, asked: name, since: gone.on }
    : { path, asked: name, unfitFor: model ?? "" };
  return decide(policy, facts, name, { value: best, label: best, price: per });
}

function decide<T>(
  policy: OnRetired,
  facts: { path: string; asked: string; since?: string; unfitFor?: string },
  asked: T,
  successor: { value: T; label: string; price: string },
): Verdict<T> {
  const why = facts.since
    ? `is retired since ${facts.since}`
    : `is not supported by ${list([facts.unfitFor])}`;
  const line = `${facts.path} '${facts.asked}' ${why}`;
  const instead = `'${successor.label}'`;
  if (policy === "replace") {
    const note = `${line}; ${instead} is used instead${successor.price}`;
    return { value: successor.value, notes: [note], problems: [] };
  }
  if (policy === "warn") {
    return { value: asked, notes: [`${line}; it is used all the same`], problems: [] };
  }
  const todo = `use ${instead}${successor.price}, or set training.onRetired to 'replace'`;
  return { value: asked, notes: [], problems: [{ path: facts.path, line: `${line}; ${todo}` }] };
}

function retirement(
  table: Readonly<Record<string, Retirement>>,
  name: string,
  date: string,
): Retirement | undefined {
  const found = Object.entries(table).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found && found[1].on <= date ? found[1] : undefined;
}

function includes(names: readonly string[], name: string): boolean {
  return names.some((other) => other.toLowerCase() === name.toLowerCase());
}

function smallest(names: readonly string[], date: string): string | undefined {
  return names
    .filter((name) => !retirement(vmSizeRetirements, name, date))
    .flatMap((name) => findVmSize(name) ?? [])
    .sort((a, b) => a.vCPUs - b.vCPUs || a.gpus - b.gpus)[0]?.name;
}
