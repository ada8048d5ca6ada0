import type { Cloud } from "../cloud";

interface Row {
  readonly id: string;
  readonly type: string;
  readonly state: unknown;
  readonly deleted?: true;
}

/** Every live resource, then what is in the services' recycle bins. */
export function readResources({ resources }: Cloud): { resources: Row[] } {
  const live = resources.all().map(({ id, type, properties }) => ({
    id,
    type,
    state: properties.provisioningState ?? "Succeeded",
  }));
  const deleted = resources.softDeletedList().map(({ resource: { id, type } }) => ({
    id,
    type,
    state: "Deleted",
    deleted: true as const,
  }));
  return { resources: [...live, ...deleted] };
}
