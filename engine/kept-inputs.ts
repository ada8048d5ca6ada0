import type { ExportedStack, StateResource } from "./deployment";

/** What a resource was declared with. */
interface Own {
  readonly inputs: object;
  readonly taint?: true;
}

const type = "azure-finetune:recover:KeptInputs";

/**
 * Whether this is the entry in which a repair keeps inputs. A refresh puts Azure's into their place, and nothing else of the
 * state outlives both a refresh and an import: so they lie in a component, which has no provider that could be asked.
 */
export function isKeeper(resource: StateResource): boolean {
  return resource.type === type;
}

/** The stack with what these resources are declared with kept in it; what an earlier repair has kept wins. */
export function keepInputs(
  stack: ExportedStack,
  resources: readonly StateResource[],
  names: { readonly project: string; readonly stack: string },
): ExportedStack {
  const own = resources.map(({ urn, inputs = {}, taint = false }): [string, Own] => [
    urn,
    { inputs, ...(taint ? { taint } : {}) },
  ]);
  const outputs = { ...Object.fromEntries(own), ...keptOf(stack) };
  if (Object.keys(outputs).length === 0) return stack;
  const urn = `urn:pulumi:${names.stack}::${names.project}::${type}::kept-inputs`;
  return withResources(stack, [...othersOf(stack), { urn, type, outputs }]);
}

/** The stack in which each resource has its own inputs again, and the keeper is gone. */
export function giveBack(stack: ExportedStack): ExportedStack {
  const kept = keptOf(stack);
  const resources = othersOf(stack).map((one) =>
    one.delete === true ? one : { ...one, ...kept[one.urn] },
  );
  return withResources(stack, resources);
}

function keptOf(stack: ExportedStack): Readonly<Record<string, Own>> {
  return { ...stack.deployment.resources?.find(isKeeper)?.outputs };
}

function othersOf(stack: ExportedStack): StateResource[] {
  return (stack.deployment.resources ?? []).filter((one) => !isKeeper(one));
}

function withResources(stack: ExportedStack, resources: readonly StateResource[]): ExportedStack {
  return { ...stack, deployment: { ...stack.deployment, resources } };
}
