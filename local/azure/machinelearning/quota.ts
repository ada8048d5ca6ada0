import { samePath } from "../arm/resource-id";
import { quotaFamilies, type VmSize } from "../catalogue/vm-sizes";
import type { Cloud } from "../cloud";
import { Kind } from "../store";
import { deploymentType } from "./arm-paths";
import { allNodes } from "./node-records";
import { record } from "./read-body";
import { findVmSize } from "../catalogue/vm-sizes";

interface Limit {
  readonly cores: number;
}
const kept = new Kind<Limit>("ml-quota");

/** Cores of all clusters and endpoints of a region together: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas */
export const regionalLimit = 500;
export const lowPriorityLimit = 100;

/**
 * What local Azure's subscription was granted. A new subscription has 0 cores of every GPU family; here the
 * tutorials' families are granted what the tutorials use.
 */
const granted: Readonly<Record<string, number>> = {
  standardncadsa100v4family: 96,
  standardncsv3family: 24,
  standardndsv2family: 80,
  standardncasv3_t4family: 32,
};

/** Cores of a family that may be used; families of CPU sizes have 100. */
export function quotaOf(cloud: Cloud, family: string): number {
  const key = family.toLowerCase();
  const gpu = /^standardn[cdv]/.test(key);
  return cloud.store.get(kept, key)?.cores ?? granted[key] ?? (gpu ? 0 : 100);
}

/** Sets a family's limit; false when there is no such family. */
export function setQuota(cloud: Cloud, family: string, cores: number): boolean {
  const known = quotaFamilies.find((one) => samePath(one, family));
  if (known === undefined) return false;
  cloud.store.put(kept, known.toLowerCase(), { cores });
  return true;
}

/** Cores of a family that clusters and deployments of a region hold. */
export function coresInUse(cloud: Cloud, location: string, family: string): number {
  const nodes = allNodes(cloud)
    .filter((node) => node.location === location && !node.lowPriority)
    .filter((node) => samePath(node.family, family));
  const deployments = cloud.resources
    .list(deploymentType)
    .filter((deployment) => deployment.location === location)
    .map(({ properties, sku }) => {
      const size = findVmSize(String(properties.instanceType), cloud.config.asOf);
      return size && samePath(size.family, family)
        ? endpointCores(size, Number(record(sku).capacity ?? 1))
        : 0;
    });
  return sum([...nodes.map(({ cores }) => cores), ...deployments]);
}

/** Cores at low priority of all families together. */
export function lowPriorityCoresInUse(cloud: Cloud, location: string): number {
  return sum(
    allNodes(cloud)
      .filter((node) => node.location === location && node.lowPriority)
      .map(({ cores }) => cores),
  );
}

/** Whether so many more cores fit into the family's quota. */
export function fits(cloud: Cloud, location: string, size: VmSize, cores: number): boolean {
  return coresInUse(cloud, location, size.family) + cores <= quotaOf(cloud, size.family);
}

/** Cores that a deployment takes: 20 % more instances than asked for, but for sizes that are spared. */
export function endpointCores(size: VmSize, instances: number): number {
  return (size.skipsReserve ? instances : Math.ceil(1.2 * instances)) * size.vCPUs;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
