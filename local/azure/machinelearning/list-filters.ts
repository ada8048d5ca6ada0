import { record } from "./read-body";

/** The parts of a query value that is a list: `a,b`. */
export function parts(list: string | null): string[] {
  return (list ?? "").split(",").filter((part) => part !== "");
}

/** `a,b=c`: whether a map has the key a, and b with the value c. */
export function hasPairs(map: unknown, list: string | null): boolean {
  const found = record(map);
  return parts(list).every((part) => {
    const [name = "", ...rest] = part.split("=");
    if (!Object.hasOwn(found, name)) return false;
    return rest.length === 0 || found[name] === rest.join("=");
  });
}
