import type { Cloud } from "../cloud";
import { samePath } from "../arm/resource-id";
import { AzureError } from "../http/azure-error";
import { json } from "../http/response";
import { isWithin, roleAssignmentType } from "./roles";

/**
 * Assignments of a list call. Without a filter: those at, above and below the scope. `atScope()`: not below.
 * `principalId eq '…'`: of one principal, at, above and below. `assignedTo('…')`: the same here, where there are no groups.
 */
export function listAssignments(cloud: Cloud, scope: string, filter: string | null): Response {
  const clauses = (filter ?? "").split(/\s+and\s+/i).filter((clause) => clause !== "");
  const tests = clauses.map((clause) => {
    if (/^atScope\(\)$/i.test(clause)) return ({ at }: Row) => isWithin(scope, at);
    const principal = /^(?:principalId eq|assignedTo)\s*\(?'([^']+)'\)?$/i.exec(clause)?.[1];
    if (principal !== undefined) return ({ to }: Row) => samePath(to, principal);
    throw new AzureError(
      501,
      "NotImplemented",
      `Local Azure does not emulate the filter '${clause}' of role assignments.`,
    );
  });
  const value = cloud.resources.list(roleAssignmentType).filter(({ properties }) => {
    const row = { at: String(properties.scope), to: String(properties.principalId) };
    const near = isWithin(scope, row.at) || isWithin(row.at, scope);
    return near && tests.every((test) => test(row));
  });
  return json(200, { value });
}

interface Row {
  /** Scope of the assignment. */
  readonly at: string;
  /** Its principal. */
  readonly to: string;
}
