import type { TypeRow } from "./row";

/** What a flattened resource keeps beside `properties` (ARM's common envelope). */
const envelope = new Set(
  "id name type location tags identity sku kind plan managedBy zones extendedLocation systemData etag".split(
    " ",
  ),
);

/** Where a property of a type is on the wire: its path below the object of that type. */
export type Wire = (type: string, property: string) => readonly string[];

/** SDK names are wire names: for a projection of one SDK object onto another. */
export const sdkNames: Wire = (_type, property) => [property];

/** The wire names of a row; `inputs` is for the body, which alone may be flattened. */
export function wireOf(row: TypeRow, side: "in" | "out"): Wire {
  const flattened = row.flattened === true || (row.flattened === "inputs" && side === "in");
  const inEnvelope = (property: string): boolean =>
    row.envelope?.remove?.includes(property)
      ? false
      : envelope.has(property) || (row.envelope?.add?.includes(property) ?? false);
  return (type, property) => {
    const rule = row.wire?.[type]?.[property];
    if (rule !== undefined) return rule.split("/");
    return type === "" && flattened && !inEnvelope(property)
      ? ["properties", property]
      : [property];
  };
}
