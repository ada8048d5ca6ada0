import { predictObject, type ArmObject } from "./arm-ids";
import type { AzureView, Found } from "./azure-view";
import {
  type ExportedStack,
  isNative,
  isUnread,
  pendingCreates,
  settle,
  type StateResource,
} from "./deployment";
import { findGuards } from "./guards";
import { giveBack, isKeeper, keepInputs } from "./kept-inputs";
import { findOrphans, isNativeCreate, type PlannedStep } from "./orphans";
import type { RunResult } from "./run";
import { backendFolder, isHeld, readLocks, removeLock, type StackLock } from "./stack-lock";

export interface RecoverOptions {
  /** Runs the CLI on the stack, non-interactively, with captured output; `input` is its standard input. */
  readonly pulumi: (args: readonly string[], input?: string) => Promise<RunResult>;
  /** Logs in; called only when there is something to ask. */
  readonly connect: () => Promise<AzureView>;
  readonly project: string;
  readonly stack: string;
  /** Gets a line for each thing that was done. */
  readonly log: (line: string) => void;
}

export interface Recovered {
  /** URNs that are in the state now, read back from Azure. */
  readonly adopted: readonly string[];
  /** URNs whose create left nothing that the state must know. */
  readonly dropped: readonly string[];
  /** Number of locks of dead runs that were removed. */
  readonly locks: number;
}

/**
 * Mends a stack whose run was killed: removes the locks of dead processes, and for each create that was cut off asks Azure
 * whether the object is there: then it goes into the state, else its operation goes. Then the same for what a preview
 * would create though it is there. An adopted object keeps the inputs that it was created with: a refresh fills its outputs
 * but would also take Azure's defaults for changes. Last it makes what a `destroy` of that needs. Waits while Azure still
 * works on what was cut off.
 * @throws Error when a run on the stack still goes on, or the CLI refuses a step
 */
export async function recover(options: RecoverOptions): Promise<Recovered> {
  const locks = await unlock(options);
  const stack = await exportStack(options);
  const operations = stack.deployment.pending_operations ?? [];
  const ended =
    operations.length === 0 ? { adopted: [], dropped: [] } : await endOperations(options, stack);
  if (operations.length === 0 && isHalfRepaired(stack)) await readBack(options, stack);
  const { adopted, steps } = await adoptOrphans(options);
  const guards = await makeGuards(options, steps);
  return { adopted: [...ended.adopted, ...adopted, ...guards], dropped: ended.dropped, locks };
}

async function endOperations(
  options: RecoverOptions,
  stack: ExportedStack,
): Promise<Pick<Recovered, "adopted" | "dropped">> {
  const operations = stack.deployment.pending_operations ?? [];

  const creates = pendingCreates(stack);
  const found: StateResource[] = [];
  const dropped: string[] = [];
  for (const resource of creates) {
    const { object, is } = await whatIsThere(resource, options);
    if (object === undefined || is === "absent") dropped.push(resource.urn);
    // The next `up` replaces what is tainted.
    else found.push({ ...resource, id: object.id, outputs: {}, taint: is === "failed" });
  }
  const created = new Set(creates.map(({ urn }) => urn));
  for (const { type, resource } of operations) {
    if (created.has(resource.urn)) continue;
    await settled(resource, options);
    options.log(`${nameOf(resource)}: ${type} was cut off; cleared`);
  }
  await readBack(options, settle(stack, found));
  return { adopted: found.map(({ urn }) => urn), dropped };
}

// Each pass can find what lies in an object that the pass before has found.
const orphanPasses = 4;

/** Takes objects into the state that the program is about to create though they are there already and ours. */
async function adoptOrphans(
  options: RecoverOptions,
): Promise<{ adopted: string[]; steps: readonly PlannedStep[] }> {
  const adopted: string[] = [];
  let steps: readonly PlannedStep[] = [];
  for (let pass = 0; pass < orphanPasses; pass += 1) {
    const planned = await options.pulumi(["preview", "--json"]);
    if (planned.code !== 0) return { adopted, steps: [] }; // `up` will say why, and better
    steps = (JSON.parse(planned.stdout) as { steps?: PlannedStep[] }).steps ?? [];
    if (!steps.some(isNativeCreate)) break;
    const stack = await exportStack(options);
    const orphans = await findOrphans(steps, stack, await options.connect());
    if (orphans.length === 0) break;
    const found = orphans.map(({ resource, object, is }) => {
      options.log(`${nameOf(resource)}: is there already and ours; added to the state`);
      return { ...resource, id: object.id, outputs: {}, taint: is === "failed" };
    });
    await readBack(options, settle(stack, found));
    adopted.push(...found.map(({ urn }) => urn));
  }
  return { adopted, steps };
}

/** The program makes them, and nothing else of what is planned. */
async function makeGuards(
  options: RecoverOptions,
  steps: readonly PlannedStep[],
): Promise<string[]> {
  if (!steps.some(({ op }) => op === "create")) return [];
  const guards = await findGuards(steps, await exportStack(options), options.connect);
  if (guards.length === 0) return [];
  const targets = guards.flatMap(({ urn }) => ["--target", urn]);
  const flags = ["--yes", "--skip-preview"];
  const { code, stdout } = await options.pulumi(["up", ...flags, ...targets]);
  const names = guards.map(nameOf).join(", ");
  if (code !== 0) {
    // No reason to stop: `up` makes them too, and `destroy` deletes what it can.
    options.log(`${names}: cannot be added; run 'up' before 'destroy'\n${stdout.trim()}`);
    return [];
  }
  options.log(`${names}: added, so that destroy misses nothing`);
  return guards.map(({ urn }) => urn);
}

/** A recover was killed itself: something was not read yet, or has Azure's inputs in the place of its own. */
function isHalfRepaired({ deployment }: ExportedStack): boolean {
  return (deployment.resources ?? []).some((one) => isUnread(one) || isKeeper(one));
}

/** Locks of runs that are gone; a lock of a run that goes on is an error. */
async function unlock({ pulumi, project, stack, log }: RecoverOptions): Promise<number> {
  const asked = await succeed(pulumi, ["whoami", "--verbose", "--json"]);
  const { url } = JSON.parse(asked) as { url: string };
  const backend = backendFolder(url);
  const locks = backend === undefined ? [] : readLocks(backend, project, stack);
  const held = locks.find((lock) => isHeld(lock));
  if (held !== undefined) throw new Error(heldBy(held, stack));
  for (const lock of locks) {
    removeLock(lock);
    log(`Removed the lock of a run that is gone (pid ${lock.pid}, ${lock.timestamp})`);
  }
  return locks.length;
}

function heldBy(lock: StackLock, stack: string): string {
  const who = `${lock.username}@${lock.hostname}, pid ${lock.pid}, since ${lock.timestamp}`;
  return `stack '${stack}' is in use (${who}); wait for that run, or if it is gone: pulumi cancel`;
}

async function whatIsThere(
  resource: StateResource,
  { connect, log }: RecoverOptions,
): Promise<{ object?: ArmObject; is: Found }> {
  const name = nameOf(resource);
  if (!isNative(resource)) {
    // Our own handlers find what they made: names are deterministic, and create takes over what is there.
    log(`${name}: create was cut off; cleared, the next 'up' finds what it made`);
    return { is: "absent" };
  }
  const { subscriptionId, look } = await connect();
  const object = predictObject(resource, subscriptionId);
  if (object === undefined) {
    log(`${name}: create was cut off and its id is not known; cleared, 'pulumi import' adds it`);
    return { is: "absent" };
  }
  const is = await look(object);
  log(`${name}: create was cut off${outcome[is]}`);
  return { object, is };
}

const outcome: Readonly<Record<Found, string>> = {
  absent: " before Azure had the object; cleared",
  made: ", the object is there; added to the state",
  failed: " and Azure has failed to make the object; added to the state, the next 'up' replaces it",
};

/** An update or a delete goes on in Azure: what the caller reads while it does is no longer true when it ends. */
async function settled(resource: StateResource, { connect }: RecoverOptions): Promise<void> {
  if (!isNative(resource)) return;
  const { subscriptionId, look } = await connect();
  const object = predictObject(resource, subscriptionId);
  if (object !== undefined) await look(object);
}

/**
 * Writes a stack and fills the outputs of what has none; its inputs stay as they are, also when this is killed at any moment:
 * then the next repair goes on.
 */
async function readBack(options: RecoverOptions, stack: ExportedStack): Promise<void> {
  const unread = (stack.deployment.resources ?? []).filter(isUnread);
  const kept = keepInputs(stack, unread, options);
  await importStack(options, kept);
  if (unread.length > 0) {
    const targets = unread.flatMap(({ urn }) => ["--target", urn]);
    await succeed(options.pulumi, ["refresh", "--yes", "--skip-preview", ...targets]);
  }
  if (kept.deployment.resources?.some(isKeeper) === true) {
    await importStack(options, giveBack(await exportStack(options)));
  }
}

async function exportStack({ pulumi }: RecoverOptions): Promise<ExportedStack> {
  return JSON.parse(await succeed(pulumi, ["stack", "export"])) as ExportedStack;
}

async function importStack({ pulumi }: RecoverOptions, stack: ExportedStack): Promise<void> {
  await succeed(pulumi, ["stack", "import"], JSON.stringify(stack));
}

async function succeed(
  pulumi: RecoverOptions["pulumi"],
  args: readonly string[],
  input?: string,
): Promise<string> {
  const { code, stdout, stderr } = await pulumi(args, input);
  if (code === 0) return stdout;
  const reason = (stderr.trim() === "" ? stdout : stderr).trim();
  throw new Error(`'pulumi ${args.slice(0, 2).join(" ")}' failed: ${reason}`);
}

function nameOf({ urn, type }: StateResource): string {
  return `${urn.slice(urn.lastIndexOf("::") + 2)} (${type})`;
}
