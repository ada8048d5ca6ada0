import { apiVersions } from "../catalog/api-versions";
import type { Arm } from "./arm";
import type { Cloud } from "./cloud";
import { callerOf } from "./token-claims";
import type { Caller } from "./token-claims";

/** A role given to a principal. */
export interface RoleAssignment {
  readonly id: string;
  readonly name: string;
  readonly properties: {
    readonly scope: string;
    readonly roleDefinitionId: string;
    readonly principalId: string;
    readonly principalType?: string;
    /** ISO time by the service's clock. */
    readonly createdOn?: string;
  };
}

/** One set of allowed actions; `*` stands for any text. Several sets add up. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

/** Who may do what. */
export interface Roles {
  /** Assignments at this scope (not below), those of one principal when it is given. */
  assignments(scope: string, principalId?: string): Promise<RoleAssignment[]>;
  /** What this login may do at a scope. */
  permissions(scope: string): Promise<Permission[]>;
  /** The login itself, from its own token. */
  caller(): Promise<Caller>;
  /** The service's clock in milliseconds since the epoch, for the age of an assignment. */
  serverTime(): Promise<number>;
}

export function createRoles(arm: Arm, cloud: Cloud, subscriptionId: string): Roles {
  const list = <T>(scope: string, what: string, filter?: string): Promise<T[]> =>
    arm.list<T>(
      `${scope.replace(/\/+$/, "")}/providers/Microsoft.Authorization/${what}`,
      apiVersions.authorization,
      { $filter: filter },
    );
  return {
    async assignments(scope, principalId) {
      const found = await list<RoleAssignment>(scope, "roleAssignments", "atScope()");
      if (principalId === undefined) return found;
      return found.filter(({ properties }) => properties.principalId === principalId);
    },
    permissions: (scope) => list<Permission>(scope, "permissions"),
    caller: () => callerOf(arm.http, cloud.armScope),
    serverTime: () =>
      arm.serverTime(`/subscriptions/${subscriptionId}/resourceGroups`, apiVersions.resources),
  };
}

/** Whether any of the sets allows an action, e.g. `Microsoft.Authorization/roleAssignments/write`. */
export function allows(permissions: readonly Permission[], action: string): boolean {
  const covers = (pattern: string): boolean => asExpression(pattern).test(action);
  return permissions.some(
    ({ actions, notActions = [] }) => actions.some(covers) && !notActions.some(covers),
  );
}

function asExpression(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i");
}
