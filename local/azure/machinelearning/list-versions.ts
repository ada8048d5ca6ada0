import type { Call } from "../http/route";
import { userError } from "./errors";
import { hasPairs } from "./list-filters";

/** Query names of a list of asset versions. */
export const listQuery = [
  "$orderBy",
  "$top",
  "$skip",
  "listViewType",
  "version",
  "tags",
  "properties",
  "stage",
];

interface Archivable {
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Version extends Archivable {
  readonly name: string;
  readonly systemData: { readonly createdAt: string };
}

/** What a list shows; archived ones come only when they are asked for. */
export function shown<T extends Archivable>(items: readonly T[], { query }: Call): T[] {
  const view = (query.get("listViewType") ?? "ActiveOnly").toLowerCase();
  if (!["activeonly", "archivedonly", "all"].includes(view))
    throw userError(`listViewType '${view}' is not one of ActiveOnly, ArchivedOnly, All.`);
  return items.filter(({ properties }) => {
    const archived = properties.isArchived === true;
    return view === "all" || archived === (view === "archivedonly");
  });
}

/** Filters and sorts a list as its query asks. */
export function listed<T extends Version>(items: readonly T[], call: Call): T[] {
  const [field = "createdtime", direction = "desc"] = (call.query.get("$orderBy") ?? "")
    .toLowerCase()
    .split(" ");
  if (field !== "" && field !== "createdtime")
    throw userError(`'${field}' is not a field by which versions can be ordered.`);
  return shown(items, call)
    .filter((item) => isAsked(item, call))
    .sort((a, b) => {
      const order = a.systemData.createdAt.localeCompare(b.systemData.createdAt);
      return direction === "asc" ? order : -order;
    });
}

function isAsked({ name, properties }: Version, { query }: Call): boolean {
  const [version, stage] = [query.get("version"), query.get("stage")];
  return (
    (version === null || version === name) &&
    (stage === null || stage === properties.stage) &&
    hasPairs(properties.tags, query.get("tags")) &&
    hasPairs(properties.properties, query.get("properties"))
  );
}
