/** A resource as `pulumi stack export` writes it; fields that we do not name go through unchanged. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: object;
  readonly outputs?: object;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  /** Replaced already, waits for its deletion. */
  readonly delete?: boolean;
  /** The next `up` replaces it. */
  readonly taint?: boolean;
  /** Deleted already, its successor is not there yet. */
  readonly pendingReplacement?: boolean;
}

export interface PendingOperation {
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing";
  readonly resource: StateResource;
}

/** What `pulumi stack export` writes and `pulumi stack import` takes. */
export interface ExportedStack {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly PendingOperation[];
  };
}

export function isNative({ type }: StateResource): boolean {
  return type.startsWith("azure-native:");
}

/** Added to the state by a repair and not read from Azure yet: every resource that azure-native made has outputs. */
export function isUnread(resource: StateResource): boolean {
  const { id = "", outputs = {}, delete: gone = false } = resource;
  return isNative(resource) && id !== "" && !gone && Object.keys(outputs).length === 0;
}

/** The creates that were cut off, once per URN: each kill leaves an entry of its own. The last one counts. */
export function pendingCreates(stack: ExportedStack): StateResource[] {
  const creates = (stack.deployment.pending_operations ?? []).filter(
    ({ type }) => type === "creating" || type === "importing",
  );
  return [...new Map(creates.map(({ resource }) => [resource.urn, resource])).values()];
}

/**
 * The stack without pending operations and with `adopted` among its resources. Each of `adopted` has its `id`.
 * A resource of the same URN that was deleted for its successor makes way; one that still stands is marked for deletion,
 * as the engine does for a replacement; the very same object is only kept once.
 */
export function settle(stack: ExportedStack, adopted: readonly StateResource[]): ExportedStack {
  const resources = adopted.reduce(insert, [...(stack.deployment.resources ?? [])]);
  return { ...stack, deployment: { ...stack.deployment, resources, pending_operations: [] } };
}

function insert(resources: StateResource[], entry: StateResource): StateResource[] {
  const same = ({ urn, delete: gone = false }: StateResource) => urn === entry.urn && !gone;
  const standing = resources.find((one) => same(one) && one.pendingReplacement !== true);
  if (standing?.id === entry.id && standing !== undefined) return resources;
  const others = resources
    .filter((one) => !(same(one) && one.pendingReplacement === true))
    .map((one) => (one === standing ? { ...one, delete: true } : one));
  // The engine refuses a state in which a resource comes before one that it needs.
  const needs = [entry.parent, providerUrn(entry), ...(entry.dependencies ?? [])];
  const last = others.findLastIndex(({ urn }) => needs.includes(urn));
  return others.toSpliced(last + 1, 0, entry);
}

// `<urn>::<id>`
function providerUrn({ provider }: StateResource): string | undefined {
  return provider?.slice(0, provider.lastIndexOf("::"));
}
