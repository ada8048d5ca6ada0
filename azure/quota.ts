import { apiVersions } from "../catalog/api-versions";
import type { Arm } from "./arm";

/** A VM size that a region offers for Azure ML. */
export interface VmSize {
  readonly name: string;
  /** Quota family, e.g. `standardNCADSA100v4Family`. */
  readonly family: string;
  readonly vCPUs: number;
  readonly gpus: number;
  readonly memoryGB?: number;
  readonly lowPriorityCapable?: boolean;
  /** AmlCompute, ComputeInstance, MIR (taken to mean: managed online endpoints; not documented). */
  readonly supportedComputeTypes?: readonly string[];
  readonly estimatedVMPrices?: { readonly values?: readonly VmPrice[] } | null;
}

/** A price per hour in the list's currency. */
export interface VmPrice {
  readonly retailPrice: number;
  readonly osType: string;
  readonly vmTier: string;
}

/** A line of the list of usages; the list mixes scopes, `type` tells them apart. */
export interface Usage {
  readonly id?: string;
  readonly type?: string;
  readonly name: { readonly value: string; readonly localizedValue?: string };
  readonly currentValue: number;
  /** -1: no limit. */
  readonly limit: number;
  readonly unit?: string;
}

/** A line of the list of quotas. */
export type Quota = Omit<Usage, "currentValue">;

/** Cores of one VM family, of the whole subscription in one region. */
export interface FamilyUsage {
  /** As the VM sizes name it. */
  readonly family: string;
  /** Azure's own words, for the request of more. */
  readonly title: string;
  readonly used: number;
  /** -1: no limit. */
  readonly limit: number;
}

/** What a region offers and what is left of it. Azure ML has quota of its own, apart from that of virtual machines. */
export interface QuotaClient {
  vmSizes(location: string): Promise<VmSize[]>;
  usages(location: string): Promise<Usage[]>;
  quotas(location: string): Promise<Quota[]>;
  /** Usage per family of the region's VM sizes; a family that no usage can be matched with is left out. */
  families(location: string): Promise<FamilyUsage[]>;
}

export function createQuota(arm: Arm, subscriptionId: string): QuotaClient {
  const list = <T>(location: string, what: string): Promise<T[]> =>
    arm.list<T>(
      `/subscriptions/${subscriptionId}/providers/Microsoft.MachineLearningServices/locations/${location}/${what}`,
      apiVersions.machineLearning,
    );
  const quota: QuotaClient = {
    vmSizes: (location) => list<VmSize>(location, "vmSizes"),
    usages: (location) => list<Usage>(location, "usages"),
    quotas: (location) => list<Quota>(location, "quotas"),
    async families(location) {
      const [sizes, usages] = await Promise.all([quota.vmSizes(location), quota.usages(location)]);
      const families = [...new Set(sizes.map(({ family }) => family))];
      return families.flatMap((family) => {
        const usage = usageOf(usages, family);
        if (!usage) return [];
        const { name, currentValue: used, limit } = usage;
        return [{ family, title: name.localizedValue ?? name.value, used, limit }];
      });
    },
  };
  return quota;
}

/** The subscription's usage of a family. There is no key that joins both lists: names are compared by letters and digits. */
export function usageOf(usages: readonly Usage[], family: string): Usage | undefined {
  const wanted = familyKey(family);
  return usages.find(
    ({ type = "", name }) =>
      /\/vmFamily\/usages$/i.test(type) &&
      [name.value, name.localizedValue ?? ""].some((text) => familyKey(text) === wanted),
  );
}

/** `Standard NCADSA100v4 Family Cluster Dedicated vCPUs` and `standardNCADSA100v4Family` -> `ncadsa100v4`. */
function familyKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z\d]/g, "")
    .replace(/(?:cluster)?(?:dedicated)?vcpus$/, "")
    .replace(/family$/, "")
    .replace(/^standard/, "");
}
