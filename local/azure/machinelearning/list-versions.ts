import type { Call } from "../http/route";
import { userError } from "./errors";

/** Query names of a list of asset versions. */
export const listQuery = [
  "$orderBy",
  "$top",
  "$skip",
  "listViewType",
  "version",
  "description",
  "tags",
  "properties",
  "feed",
  "offset",
  "stage",
];

interface Version {
  readonly name: string;
  readonly properties: { readonly isArchived?: unknown };
  readonly systemData: { readonly createdAt: string };
}

/** Filters and sorts a list as its query asks. Archived versions come only when they are asked for. */
export function listed<T extends Version>(items: readonly T[], { query }: Call): T[] {
  const view = (query.get("listViewType") ?? "ActiveOnly").toLowerCase();
  if (!["activeonly", "archivedonly", "all"].includes(view))
    throw userError(`listViewType '${view}' is not one of ActiveOnly, ArchivedOnly, All.`);
  const shown = items.filter(({ properties }) => {
    const archived = properties.isArchived === true;
    return view === "all" || archived === (view === "archivedonly");
  });
  const [field = "createdtime", direction = "desc"] = (query.get("$orderBy") ?? "")
    .toLowerCase()
    .split(" ");
  if (field !== "" && field !== "createdtime")
    throw userError(`'${field}' is not a field by which versions can be ordered.`);
  const sorted = shown.sort((a, b) => {
    const order = a.systemData.createdAt.localeCompare(b.systemData.createdAt);
    return direction === "asc" ? order : -order;
  });
  return sorted;
}
