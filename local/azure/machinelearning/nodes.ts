import { randomBytes } from "node:crypto";
import type { Resource } from "../arm/resources";
import { findVmSize, type VmSize } from "../catalogue/vm-sizes";
import type { Cloud } from "../cloud";
import { computeType } from "./arm-paths";
import { durations } from "./durations";
import { allNodes, dropNode, nodesOf, putNode, type ClusterNode } from "./node-records";
import { fits, lowPriorityCoresInUse, lowPriorityLimit } from "./quota";
import { durationSeconds, record, text, without } from "./read-body";

/** What a cluster resource says of its nodes. */
export interface ClusterShape {
  readonly size: VmSize;
  readonly lowPriority: boolean;
  readonly min: number;
  readonly max: number;
  readonly idleSeconds: number;
}

/** Undefined when the cluster's size is not offered any more: then it gets no nodes. */
export function clusterShape(compute: Resource, cloud: Cloud): ClusterShape | undefined {
  const { vmSize, vmPriority, scaleSettings } = record(compute.properties.properties);
  const size = findVmSize(text(vmSize), cloud.config.asOf);
  if (!size) return undefined;
  const { minNodeCount = 0, maxNodeCount, nodeIdleTimeBeforeScaleDown } = record(scaleSettings);
  return {
    size,
    lowPriority: vmPriority === "LowPriority",
    min: Number(minNodeCount),
    max: Number(maxNodeCount),
    idleSeconds: durationSeconds(text(nodeIdleTimeBeforeScaleDown)) ?? 120,
  };
}

/**
 * Gives a run nodes of a cluster: idle ones first, new ones for the rest. Answers the emulated time at which all are
 * ready, or why the run has to wait.
 */
export function takeNodes(
  compute: Resource,
  run: string,
  count: number,
  cloud: Cloud,
): { readyAt: number } | { wait: string } {
  const nodes = nodesOf(cloud, compute.id);
  const mine = nodes.filter((node) => node.run === run);
  if (mine.length >= count) return { readyAt: latest(mine) };
  const shape = clusterShape(compute, cloud);
  if (!shape) return { wait: "The VM size of the cluster is not available." };
  const idle = nodes.filter((node) => node.run === undefined).slice(0, count);
  const missing = count - idle.length;
  if (nodes.length + missing > shape.max) return { wait: "All nodes of the cluster are busy." };
  const refusal = missing > 0 ? whyNoNodes(compute, shape, missing, cloud) : undefined;
  if (refusal !== undefined) return { wait: refusal };
  const taken = [
    ...idle.map((node) => ({ ...without(node, "idleSince"), run })),
    ...Array.from({ length: missing }, () => ({ ...newNode(compute, shape, cloud), run })),
  ];
  cloud.store.transaction(() => {
    for (const node of taken) putNode(cloud, node);
  });
  billNodes(compute, cloud);
  return { readyAt: latest(taken) };
}

/** Frees the nodes of a run; each is stopped when its idle time is over. */
export function freeNodes(run: string, cloud: Cloud): void {
  const now = cloud.clock.now();
  for (const { run: owner, ...node } of allNodes(cloud)) {
    if (owner !== run) continue;
    putNode(cloud, { ...node, idleSince: now });
    const compute = cloud.resources.get(node.compute);
    if (compute) scheduleSweep(compute, cloud);
    else dropNode(cloud, node);
  }
}

/** Brings a cluster to its minimum and plans the end of idle nodes; also after a change of its scale and a restart. */
export function settleCluster(compute: Resource, cloud: Cloud): void {
  const shape = clusterShape(compute, cloud);
  if (!shape) return;
  for (let have = nodesOf(cloud, compute.id).length; have < shape.min; have += 1) {
    putNode(cloud, { ...newNode(compute, shape, cloud), idleSince: cloud.clock.now() });
  }
  billNodes(compute, cloud);
  scheduleSweep(compute, cloud);
}

export function dropCluster(compute: Resource, cloud: Cloud): void {
  for (const node of nodesOf(cloud, compute.id)) dropNode(cloud, node);
  cloud.bill.stop(meterOf(compute));
}

/** After a start: what was planned before goes on. */
export function resumeClusters(cloud: Cloud): void {
  for (const compute of cloud.resources.list(computeType)) scheduleSweep(compute, cloud);
}

function scheduleSweep(compute: Resource, cloud: Cloud): void {
  const shape = clusterShape(compute, cloud);
  if (!shape) return;
  for (const { idleSince } of nodesOf(cloud, compute.id)) {
    if (idleSince === undefined) continue;
    cloud.clock.at(endOfIdle(idleSince, shape, cloud), () => {
      sweep(compute.id, cloud);
    });
  }
}

function endOfIdle(since: number, { idleSeconds }: ClusterShape, cloud: Cloud): number {
  return since + (idleSeconds + durations.nodeStop) * 1000 * cloud.clock.latency;
}

function sweep(id: string, cloud: Cloud): void {
  const compute = cloud.resources.get(id);
  const shape = compute && clusterShape(compute, cloud);
  if (!compute || !shape) return;
  let spare = nodesOf(cloud, id).length - shape.min;
  for (const node of nodesOf(cloud, id)) {
    if (spare <= 0 || node.idleSince === undefined) continue;
    if (endOfIdle(node.idleSince, shape, cloud) > cloud.clock.now()) continue;
    dropNode(cloud, node);
    spare -= 1;
  }
  billNodes(compute, cloud);
}

function whyNoNodes(
  compute: Resource,
  { size, lowPriority }: ClusterShape,
  count: number,
  cloud: Cloud,
): string | undefined {
  const location = text(compute.location);
  if (cloud.faults.take("noCapacity", compute.id))
    return `There is no capacity for ${size.name} in ${location}.`;
  const cores = count * size.vCPUs;
  const enough = lowPriority
    ? lowPriorityCoresInUse(cloud, location) + cores <= lowPriorityLimit
    : fits(cloud, location, size, cores);
  return enough ? undefined : `The quota of ${size.family} does not allow ${cores} more cores.`;
}

function newNode(compute: Resource, shape: ClusterShape, cloud: Cloud): ClusterNode {
  return {
    id: `tvmps_${randomBytes(16).toString("hex")}_${shape.lowPriority ? "p" : "d"}`,
    compute: compute.id,
    location: text(compute.location),
    family: shape.size.family,
    cores: shape.size.vCPUs,
    lowPriority: shape.lowPriority,
    readyAt: cloud.clock.now() + durations.nodeStart * 1000 * cloud.clock.latency,
  };
}

const meterOf = (compute: Resource): string => `${compute.id}#nodes`;

function billNodes(compute: Resource, cloud: Cloud): void {
  const shape = clusterShape(compute, cloud);
  const quantity = nodesOf(cloud, compute.id).length;
  if (!shape || quantity === 0) {
    cloud.bill.stop(meterOf(compute));
    return;
  }
  const { size, lowPriority } = shape;
  cloud.bill.start(meterOf(compute), {
    resource: compute.id,
    meter: lowPriority ? "cluster node, low priority" : "cluster node",
    sku: size.name,
    quantity,
    pricePerHour: lowPriority ? (size.lowPriorityPrice ?? size.price) : size.price,
  });
}

const latest = (nodes: readonly ClusterNode[]): number =>
  Math.max(0, ...nodes.map(({ readyAt }) => readyAt));
