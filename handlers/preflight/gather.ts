import type { Azure } from "../../azure/client";
import type { VmSize } from "../../azure/quota";
import { findVmSize } from "../../catalog/vm-sizes";
import { ownUse } from "./own-use";
import { takenNames } from "./names";
import { missingActions } from "./permissions";
import { quotaFindings, servingCores, type Use } from "./quota-need";

interface ComputeNeed {
  readonly vmSize: string;
  readonly count: number;
}

export interface PreflightInputs {
  readonly enabled: boolean;
  readonly subscriptionId: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly workspaceName: string;
  readonly clusterName: string;
  readonly endpointName: string;
  readonly storageAccountName: string;
  readonly keyVaultName: string;
  readonly registryName: string;
  readonly training: ComputeNeed;
  readonly serving: (ComputeNeed & { readonly rollout: "blueGreen" | "inPlace" }) | null;
  readonly notes: readonly string[];
}

export interface Findings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Asks everything at once; what cannot be asked is a warning, never a silent pass. */
export async function gather(azure: Azure, settings: PreflightInputs): Promise<Findings> {
  const { location, subscriptionId } = settings;
  const [sizes, families, own, names, permissions] = await Promise.all([
    azure.quota.vmSizes(location),
    azure.quota.families(location),
    ownUse(azure, settings),
    takenNames(azure, settings),
    azure.roles.permissions(`/subscriptions/${subscriptionId}`),
  ]);
  const offered = [
    ...unoffered("cluster.vmSize", settings.training.vmSize, "AmlCompute", sizes, location),
    ...(settings.serving
      ? unoffered("serving.instanceType", settings.serving.vmSize, "MIR", sizes, location)
      : []),
  ];
  const missing = missingActions(permissions);
  const quota =
    offered.length > 0
      ? { problems: [], warnings: [] }
      : quotaFindings({
          location,
          training: use(settings.training, sizes, (count, { vCPUs }) => count * vCPUs),
          serving: settings.serving ? use(settings.serving, sizes, reserved) : undefined,
          rollout: settings.serving?.rollout ?? "blueGreen",
          live: own.live.map((one) => use(one, sizes, reserved)),
          nodes: own.nodes.map((one) => use(one, sizes, (count, { vCPUs }) => count * vCPUs)),
          usages: families,
        });
  return {
    problems: [
      ...offered,
      ...quota.problems,
      ...names,
      ...(missing.length > 0
        ? [
            `this login may not ${missing.join(", ")} in subscription '${subscriptionId}'; ask for Contributor and Role Based Access Control Administrator, or Owner`,
          ]
        : []),
    ],
    warnings: quota.warnings,
  };
}

function unoffered(
  key: string,
  wanted: string,
  computeType: string,
  sizes: readonly VmSize[],
  location: string,
): string[] {
  const size = sizes.find(({ name }) => sameName(name, wanted));
  const fits = (one: VmSize) => one.supportedComputeTypes?.includes(computeType) ?? true;
  if (size && fits(size)) return [];
  const gpus = sizes.filter((one) => one.gpus > 0 && fits(one)).map(({ name }) => `'${name}'`);
  const purpose = computeType === "MIR" ? "for online endpoints " : "";
  return [
    `${key} '${wanted}' is not offered ${purpose}in '${location}'; offered with GPUs: ${gpus.join(", ") || "none"}`,
  ];
}

function use(
  need: ComputeNeed,
  sizes: readonly VmSize[],
  cores: (count: number, size: VmSize) => number,
): Use {
  const size = sizes.find(({ name }) => sameName(name, need.vmSize));
  return {
    ...need,
    family: size?.family ?? need.vmSize,
    cores: size ? cores(need.count, size) : 0,
  };
}

function reserved(count: number, { name, vCPUs }: VmSize): number {
  return servingCores(count, vCPUs, findVmSize(name)?.skipsReserve ?? false);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
