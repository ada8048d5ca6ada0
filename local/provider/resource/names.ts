import { createHash } from "node:crypto";
import type { TypeRow } from "../types/row";
import { isText, present, type JsonObject } from "../value";
import { pathInputs } from "./paths";

/** What the engine says about names: its `pulumi:autonaming` configuration. */
export interface Autonaming {
  readonly mode: "propose" | "enforce" | "disable";
  readonly proposedName: string;
}

export interface Naming {
  /** Logical name of the resource. */
  readonly name: string;
  readonly randomSeed: Uint8Array;
  readonly autonaming?: Autonaming;
}

const flag = "__createBeforeDelete";

/**
 * The resource's own name, when the inputs lack it: the old one, else one that is made. Names that are made
 * anew for each replacement carry `__createBeforeDelete`, so that old and new can live side by side.
 */
export function nameInputs(
  row: TypeRow,
  olds: JsonObject,
  news: JsonObject,
  naming: Naming,
): JsonObject {
  const own = pathInputs(row).at(-1) ?? "";
  if (news[own] !== undefined) return {};
  if (isText(olds[own]))
    return present([
      [own, olds[own]],
      [flag, olds[flag]],
    ]);
  const proposed = proposedName(row, naming.autonaming);
  if (proposed === null) return {};
  if (proposed !== undefined) return { [own]: proposed, [flag]: true };
  if (row.autoName === "copy") return { [own]: naming.name };
  const made = row.autoName === "uuid" ? seededGuid(naming) : `${naming.name}${seeded(naming, 8)}`;
  return { [own]: made, [flag]: true };
}

/** The engine's name; null when it forbids automatic names; undefined when it leaves them to us. */
function proposedName(row: TypeRow, autonaming?: Autonaming): string | null | undefined {
  if (!autonaming) return undefined;
  if (autonaming.mode === "disable") return null;
  if (autonaming.mode === "propose" && row.autoName === "uuid") return undefined;
  return autonaming.proposedName;
}

function seeded({ randomSeed }: Naming, digits: number): string {
  return createHash("sha512").update(randomSeed).digest("hex").slice(0, digits);
}

function seededGuid(naming: Naming): string {
  return seeded(naming, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
