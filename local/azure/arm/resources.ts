import { AzureError } from "../http/azure-error";
import { Kind, type Store } from "../store";
import { parseId, samePath } from "./resource-id";

/** An ARM resource, as GET answers it. */
export interface Resource {
  id: string;
  name: string;
  type: string;
  location?: string;
  tags?: Record<string, string>;
  properties: Record<string, unknown>;
  [more: string]: unknown;
}

/** A resource in the recycle bin of its service. */
export interface SoftDeleted {
  readonly resource: Resource;
  /** Emulated milliseconds. */
  readonly deletedAt: number;
}

type DeleteHook = (resource: Resource) => void | Promise<void>;

/** All ARM resources; keys are ids without regard to case, values keep the case of the PUT. */
export interface Resources {
  get(id: string): Resource | undefined;
  /** 404 `ResourceNotFound` when it is not there. */
  need(id: string): Resource;
  put(resource: Resource): void;
  /** Takes the record away and nothing else; see `remove`. */
  delete(id: string): void;
  /** Everything below an id, at any depth. */
  children(id: string): Resource[];
  /** Resources of a type (without regard to case), below a scope. */
  list(type: string, scope?: string): Resource[];
  all(): Resource[];
  /** What a type does when a resource of it goes, also with its resource group (data, meters, recycle bin). Must be repeatable. */
  onDelete(type: string, run: DeleteHook): void;
  /** Deletes what is below, deepest first, then itself, with the hooks of the types, the meters and the role assignments. */
  remove(id: string): Promise<void>;
  softDelete(resource: Resource): void;
  softDeleted(id: string): Resource | undefined;
  /** Those of a type, or all. */
  softDeletedList(type?: string): SoftDeleted[];
  purge(id: string): void;
}

const live = new Kind<Resource>("resource");
const bin = new Kind<SoftDeleted>("deleted-resource");

function notFound(id: string): AzureError {
  const { type, name, resourceGroup } = parseId(id);
  return new AzureError(
    404,
    "ResourceNotFound",
    `The Resource '${type}/${name}' under resource group '${resourceGroup ?? ""}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

interface ResourcesOptions {
  readonly store: Store;
  readonly now: () => number;
  /** Called after a resource is gone: meters, role assignments. */
  readonly gone: (id: string) => void;
}

export function openResources({ store, now, gone }: ResourcesOptions): Resources {
  const hooks = new Map<string, DeleteHook[]>();
  const key = (id: string): string => id.toLowerCase().replace(/\/+$/, "");
  const children = (id: string): Resource[] =>
    store.list(live, `${key(id)}/`).map(({ value }) => value);

  const removeOne = async (resource: Resource): Promise<void> => {
    for (const run of hooks.get(resource.type.toLowerCase()) ?? []) await run(resource);
    store.delete(live, key(resource.id));
    gone(resource.id);
  };

  return {
    get: (id) => store.get(live, key(id)),
    need(id) {
      const resource = store.get(live, key(id));
      if (!resource) throw notFound(id);
      return resource;
    },
    put(resource) {
      store.put(live, key(resource.id), resource);
    },
    delete(id) {
      store.delete(live, key(id));
    },
    children,
    list: (type, scope = "") =>
      store.listOfType(live, type, scope === "" ? "" : `${key(scope)}/`).map(({ value }) => value),
    all: () => store.list(live).map(({ value }) => value),
    onDelete(type, run) {
      const name = type.toLowerCase();
      hooks.set(name, [...(hooks.get(name) ?? []), run]);
    },
    async remove(id) {
      // The key order puts parents before children: backwards is deepest first.
      for (const child of children(id).reverse()) await removeOne(child);
      const resource = store.get(live, key(id));
      if (resource) await removeOne(resource);
    },
    softDelete(resource) {
      store.put(bin, key(resource.id), { resource, deletedAt: now() });
    },
    softDeleted: (id) => store.get(bin, key(id))?.resource,
    softDeletedList: (type) =>
      store
        .list(bin)
        .map(({ value }) => value)
        .filter(({ resource }) => type === undefined || samePath(resource.type, type)),
    purge(id) {
      store.delete(bin, key(id));
    },
  };
}
