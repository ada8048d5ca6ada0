import { ownerTag } from "../catalog/owner-tag";
import { type ArmObject, predictObject } from "./arm-ids";
import type { AzureView } from "./azure-view";
import type { ExportedStack, StateResource } from "./deployment";

/** What `pulumi preview --json` says of one resource. */
export interface PlannedStep {
  readonly op: string;
  readonly newState?: StateResource | null;
}

/** A resource that is planned to be created though its object is there, with the id that it has. */
export interface Orphan {
  readonly resource: StateResource;
  readonly object: ArmObject;
  readonly is: "made" | "failed";
}

// What preview writes for a value that only an update will know.
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const hidden = "[secret]";

/** Whether a step is one that may find its object there: handlers of ours take over what they find. */
export function isNativeCreate({ op, newState }: PlannedStep): boolean {
  return op === "create" && newState?.type.startsWith("azure-native:") === true;
}

/**
 * The planned creates whose object is in Azure already and is this stack's: what a plugin that was killed, or lost its
 * connection, has made without telling. The engine clears the operation then, and azure-native refuses to create what is
 * there. An object is ours when it carries the owner's tags, or, for a type without tags, when its parent is in the state.
 */
export async function findOrphans(
  steps: readonly PlannedStep[],
  stack: ExportedStack,
  { subscriptionId, look, tags }: AzureView,
): Promise<Orphan[]> {
  const known = new Set(
    (stack.deployment.resources ?? []).flatMap(({ id }) => (id === undefined ? [] : [key(id)])),
  );
  const orphans: Orphan[] = [];
  for (const { op, newState } of steps) {
    if (newState == null || !isNativeCreate({ op, newState })) continue;
    const resource = withoutUnknown(newState);
    const object = predictObject(resource, subscriptionId);
    if (object === undefined || known.has(key(object.id))) continue;
    const is = await look(object);
    if (is === "absent" || !(await isOurs(object, resource, known, tags))) continue;
    known.add(key(object.id));
    orphans.push({ resource, object, is });
  }
  return orphans;
}

async function isOurs(
  object: ArmObject,
  { inputs = {} }: StateResource,
  known: ReadonlySet<string>,
  tags: AzureView["tags"],
): Promise<boolean> {
  const wanted = new Map(Object.entries(tagsOf(inputs)));
  const owner = [ownerTag.project, ownerTag.stack];
  if (!owner.every((name) => wanted.has(name))) return known.has(key(parentOf(object.id)));
  const found = await tags(object);
  return owner.every((name) => found[name] === wanted.get(name));
}

function tagsOf(inputs: object): object {
  const { tags } = inputs as { tags?: unknown };
  return typeof tags === "object" && tags !== null ? tags : {};
}

// `…/accounts/a/blobServices/default/containers/c` lies in the account, an extension like a role assignment in its scope.
function parentOf(id: string): string {
  const own = id.replace(/\/[^/]+\/[^/]+$/, "");
  return own.replace(/\/(blobServices\/default|providers\/[^/]+)$/i, "");
}

/** Inputs that are not known yet, or that preview hides, are left out: the next `up` compares and sets them. */
function withoutUnknown(resource: StateResource): StateResource {
  const inputs = Object.entries(resource.inputs ?? {}).filter(([, value]) => {
    const text = JSON.stringify(value);
    return !text.includes(unknown) && !text.includes(hidden);
  });
  return { ...resource, inputs: Object.fromEntries(inputs) };
}

// ARM's ids are the same in any case.
const key = (id: string): string => id.toLowerCase();
