import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import type { Call } from "../http/route";
import { record, text } from "./read-body";

/** Who made a resource and who changed it last, as its GET tells; `before` is the resource that is changed. */
export type SystemData = Readonly<
  Record<
    | "createdAt"
    | "createdBy"
    | "createdByType"
    | "lastModifiedAt"
    | "lastModifiedBy"
    | "lastModifiedByType",
    string
  >
>;

export function systemData(
  { caller }: Call,
  before: Resource | undefined,
  cloud: Cloud,
): SystemData {
  const [now, who, type] = [cloud.clock.iso(), caller?.clientId ?? "", "Application"];
  const old = record(before?.systemData);
  return {
    createdAt: text(old.createdAt) || now,
    createdBy: text(old.createdBy) || who,
    createdByType: text(old.createdByType) || type,
    lastModifiedAt: now,
    lastModifiedBy: who,
    lastModifiedByType: type,
  };
}
