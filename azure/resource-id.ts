/** The parts of an ARM resource id below a resource group, or of the group itself. */
export interface ResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** e.g. `Microsoft.MachineLearningServices/workspaces`; of a group `Microsoft.Resources/resourceGroups`. */
  readonly type: string;
  /** The last name. */
  readonly name: string;
  /** All names, outermost first. */
  readonly names: readonly string[];
}

const form =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)(?:\/providers\/([^/]+)((?:\/[^/]+\/[^/]+)+))?\/?$/i;

/** Reads `/subscriptions/…/resourceGroups/…/providers/{namespace}/{type}/{name}…`. @throws Error when it is none. */
export function parseResourceId(id: string): ResourceId {
  const [, subscriptionId, resourceGroup, namespace, tail] = form.exec(id) ?? [];
  if (!subscriptionId || !resourceGroup) throw new Error(`not a resource id: '${id}'`);
  if (!namespace || !tail) {
    const type = "Microsoft.Resources/resourceGroups";
    return { subscriptionId, resourceGroup, type, name: resourceGroup, names: [resourceGroup] };
  }
  const segments = tail.split("/").slice(1);
  const names = segments.filter((_, index) => index % 2 === 1);
  const types = segments.filter((_, index) => index % 2 === 0);
  const name = names.at(-1) ?? "";
  return { subscriptionId, resourceGroup, type: [namespace, ...types].join("/"), name, names };
}

/** The last name of an id of any form (ARM's, `azureml://…/versions/3`). */
export function lastName(id: string): string {
  return id.replace(/\/+$/, "").split("/").at(-1) ?? id;
}

/** The enclosing resource: `…/workspaces/ws/computes/c` -> `…/workspaces/ws`. */
export function parentId(id: string): string {
  return id.replace(/\/+$/, "").split("/").slice(0, -2).join("/");
}

/** ARM compares ids without case. */
export function isSameId(one: string, other: string): boolean {
  return one.replace(/\/+$/, "").toLowerCase() === other.replace(/\/+$/, "").toLowerCase();
}
