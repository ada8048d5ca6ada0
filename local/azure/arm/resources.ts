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

const keyOf = (id: string): string => id.toLowerCase().replace(/\/+$/, "");

export function openResources(options: ResourcesOptions): Resources {
  return new KeptResources(options);
}

class KeptResources implements Resources {
  readonly #options: ResourcesOptions;
  readonly #hooks = new Map<string, DeleteHook[]>();

  constructor(options: ResourcesOptions) {
    this.#options = options;
  }

  get(id: string): Resource | undefined {
    return this.#options.store.get(live, keyOf(id));
  }

  need(id: string): Resource {
    const resource = this.get(id);
    if (!resource) throw notFound(id);
    return resource;
  }

  put(resource: Resource): void {
    this.#options.store.put(live, keyOf(resource.id), resource);
  }

  delete(id: string): void {
    this.#options.store.delete(live, keyOf(id));
  }

  children(id: string): Resource[] {
    return this.#options.store.list(live, `${keyOf(id)}/`).map(({ value }) => value);
  }

  list(type: string, scope = ""): Resource[] {
    const prefix = scope === "" ? "" : `${keyOf(scope)}/`;
    return this.#options.store.listOfType(live, type, prefix).map(({ value }) => value);
  }

  all(): Resource[] {
    return this.#options.store.list(live).map(({ value }) => value);
  }

  onDelete(type: string, run: DeleteHook): void {
    const name = type.toLowerCase();
    this.#hooks.set(name, [...(this.#hooks.get(name) ?? []), run]);
  }

  async remove(id: string): Promise<void> {
    // The key order puts parents before children: backwards is deepest first.
    for (const child of this.children(id).reverse()) await this.#removeOne(child);
    const resource = this.get(id);
    if (resource) await this.#removeOne(resource);
  }

  async #removeOne(resource: Resource): Promise<void> {
    for (const run of this.#hooks.get(resource.type.toLowerCase()) ?? []) await run(resource);
    this.delete(resource.id);
    this.#options.gone(resource.id);
  }

  softDelete(resource: Resource): void {
    const { store, now } = this.#options;
    store.put(bin, keyOf(resource.id), { resource, deletedAt: now() });
  }

  softDeleted(id: string): Resource | undefined {
    return this.#options.store.get(bin, keyOf(id))?.resource;
  }

  softDeletedList(type?: string): SoftDeleted[] {
    return this.#options.store
      .list(bin)
      .map(({ value }) => value)
      .filter(({ resource }) => type === undefined || samePath(resource.type, type));
  }

  purge(id: string): void {
    this.#options.store.delete(bin, keyOf(id));
  }
}
