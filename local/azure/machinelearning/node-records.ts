import type { Cloud } from "../cloud";
import { Kind } from "../store";

/** A virtual machine of a training cluster. */
export interface ClusterNode {
  readonly id: string;
  /** ARM id of the cluster. */
  readonly compute: string;
  readonly location: string;
  readonly family: string;
  readonly cores: number;
  readonly lowPriority: boolean;
  /** Emulated milliseconds from which on it can work. */
  readonly readyAt: number;
  /** Run that it works for, or is started for. */
  readonly run?: string;
  /** Since when it has nothing to do. */
  readonly idleSince?: number;
}

const kept = new Kind<ClusterNode>("ml-node");

const keyOf = (node: ClusterNode): string => `${node.compute.toLowerCase()}/${node.id}`;

export function nodesOf(cloud: Cloud, compute: string): ClusterNode[] {
  return cloud.store.list(kept, `${compute.toLowerCase()}/`).map(({ value }) => value);
}

export function allNodes(cloud: Cloud): ClusterNode[] {
  return cloud.store.list(kept).map(({ value }) => value);
}

export function putNode(cloud: Cloud, node: ClusterNode): void {
  cloud.store.put(kept, keyOf(node), node);
}

export function dropNode(cloud: Cloud, node: ClusterNode): void {
  cloud.store.delete(kept, keyOf(node));
}
