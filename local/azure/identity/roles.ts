import type { Resources } from "../arm/resources";
import { samePath } from "../arm/resource-id";
import type { Clock } from "../clock";
import { findRole, type RoleDefinition } from "./role-definitions";

export interface Need {
  /** Management action, for example `Microsoft.Storage/storageAccounts/read`. */
  readonly action?: string;
  /** Data action, for example `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`. */
  readonly dataAction?: string;
}

export interface Roles {
  /** Whether a principal may do it at a scope, by role assignments that already work: those older than the role delay. */
  effective(principalId: string, scope: string, need: Need): boolean;
  /** The roles of a principal that hold at a scope. */
  rolesAt(principalId: string, scope: string): RoleDefinition[];
}

export const roleAssignmentType = "Microsoft.Authorization/roleAssignments";

/**
 * Emulated seconds until an assignment works. Azure says "up to 10 minutes":
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
 * Two minutes is what is usually seen.
 */
export const roleDelaySeconds = 120;

function matches(pattern: string, action: string): boolean {
  const expression = pattern
    .split("*")
    .map((part) => part.replace(/[.$/\\-]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${expression}$`, "i").test(action);
}

const someMatch = (patterns: readonly string[] | undefined, action: string): boolean =>
  (patterns ?? []).some((pattern) => matches(pattern, action));

function allows(role: RoleDefinition, { action, dataAction }: Need): boolean {
  const managed =
    action === undefined ||
    (someMatch(role.actions, action) && !someMatch(role.notActions, action));
  return managed && (dataAction === undefined || someMatch(role.dataActions, dataAction));
}

/** Whether `scope` is `outer` or inside it. */
export function isWithin(scope: string, outer: string): boolean {
  const [inner, around] = [scope, outer].map((path) => path.toLowerCase().replace(/\/+$/, ""));
  return inner === around || (inner ?? "").startsWith(`${around ?? ""}/`);
}

export function openRoles(resources: Resources, clock: Clock): Roles {
  const rolesAt = (principalId: string, scope: string): RoleDefinition[] => {
    const worksUntil = clock.now() - roleDelaySeconds * clock.latency * 1000;
    return resources.list(roleAssignmentType).flatMap(({ properties }) => {
      const works =
        samePath(String(properties.principalId), principalId) &&
        isWithin(scope, String(properties.scope)) &&
        Date.parse(String(properties.createdOn)) <= worksUntil;
      const role = works ? findRole(String(properties.roleDefinitionId)) : undefined;
      return role === undefined ? [] : [role];
    });
  };
  return {
    rolesAt,
    effective: (principalId, scope, need) =>
      rolesAt(principalId, scope).some((role) => allows(role, need)),
  };
}
