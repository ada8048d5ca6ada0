import { Kind, type Store } from "../store";
import type { Resources } from "./resources";

/** Names that are unique in all of Azure: who holds one, as far as this cloud can know. */
const taken = new Kind<{ readonly by: "another subscription" }>("taken-name");
const key = (type: string, name: string): string => `${type}/${name}`.toLowerCase();

/** Makes a name look taken by somebody else's subscription. */
export function takeName(store: Store, type: string, name: string): void {
  store.put(taken, key(type, name), { by: "another subscription" });
}

export function freeName(store: Store, type: string, name: string): void {
  store.delete(taken, key(type, name));
}

/** The id that has a name here, `elsewhere`, or undefined when it is free. */
export function holderOf(
  { store, resources }: { readonly store: Store; readonly resources: Resources },
  type: string,
  name: string,
): string | undefined {
  const own = resources.list(type).find((r) => r.name.toLowerCase() === name.toLowerCase());
  return own?.id ?? (store.get(taken, key(type, name)) ? "elsewhere" : undefined);
}
