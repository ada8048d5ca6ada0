import { apiVersions } from "../catalog/api-versions";
import type { Arm } from "./arm";

/** A training cluster. */
export interface Compute {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly properties: {
    readonly computeType?: string;
    readonly provisioningState?: string;
    readonly properties?: {
      /** Often in upper case. */
      readonly vmSize?: string;
      readonly vmPriority?: string;
      readonly allocationState?: string;
      readonly currentNodeCount?: number;
      readonly targetNodeCount?: number;
      readonly scaleSettings?: {
        readonly minNodeCount?: number;
        readonly maxNodeCount?: number;
      } | null;
      readonly errors?: readonly unknown[] | null;
    } | null;
  };
}

/** Computes of a workspace (by its resource id). */
export interface Computes {
  find(workspaceId: string, name: string): Promise<Compute | undefined>;
  get(workspaceId: string, name: string): Promise<Compute>;
  list(workspaceId: string): Promise<Compute[]>;
}

export function createComputes(arm: Arm): Computes {
  const api = apiVersions.machineLearning;
  return {
    find: (workspaceId, name) => arm.find<Compute>(`${workspaceId}/computes/${name}`, api),
    get: (workspaceId, name) => arm.get<Compute>(`${workspaceId}/computes/${name}`, api),
    list: (workspaceId) => arm.list<Compute>(`${workspaceId}/computes`, api),
  };
}
