import type { Azure } from "../../azure/client";
import { isAzureError } from "../../azure/errors";
import type { FamilyUsage, VmSize } from "../../azure/quota";
import { findVmSize } from "../../catalog/vm-sizes";
import type { ComputeNeed, PreflightInputs } from "./inputs";
import { ownUse, type Own } from "./own-use";
import { softDeletedName, takenNames } from "./names";
import { missingActions, neededActions, type Permission } from "./permissions";
import {
  allRegistered,
  registration,
  registrationActions,
  registrationWarnings,
} from "./registration";
import { quotaFindings, servingCores, type Use } from "./quota-need";

export interface Findings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

interface Asked {
  readonly sizes: readonly VmSize[];
  readonly families: readonly FamilyUsage[];
  readonly own: Own;
}

/** Asks everything at once; what cannot be asked is a warning, never a silent pass. */
export async function gather(azure: Azure, settings: PreflightInputs): Promise<Findings> {
  const { subscriptionId } = settings;
  const refused: string[] = [];
  const wrong = new Set<string>();
  const orNot = <T>(what: string, asked: Promise<T>) =>
    asked.catch((error: unknown) => {
      const place = wrongPlace(error, settings);
      if (place !== undefined) wrong.add(place);
      else if (isAzureError(error, 403))
        refused.push(`${what} cannot be looked at: ${error.summary}`);
      else throw error;
      return undefined;
    });
  const registered = (await orNot("registration", registration(azure))) ?? allRegistered;
  const hasWorkspaces = registered.has("Microsoft.MachineLearningServices");
  const [permissions, names, deleted, machineLearning] = await Promise.all([
    orNot("permissions", callersPermissions(azure, settings)),
    orNot("names", takenNames(azure, settings, registered)),
    hasWorkspaces ? orNot("soft-deleted workspaces", softDeletedName(azure, settings)) : [],
    hasWorkspaces ? orNot("quota and VM sizes", askMachineLearning(azure, settings)) : undefined,
  ]);
  const compute = machineLearning
    ? computeFindings(settings, machineLearning)
    : { problems: [], warnings: [] };
  const known = permissions ?? (wrong.size > 0 ? undefined : []);
  return {
    problems: [
      ...wrong,
      ...compute.problems,
      ...(names ?? []),
      ...(deleted ?? []),
      ...permissionProblems(known, registrationActions(registered), subscriptionId),
    ],
    warnings: [
      ...compute.warnings,
      ...registrationWarnings(registered, subscriptionId),
      ...refused,
    ],
  };
}

/** What to set where Azure does not know the subscription or the region; every question is answered so. */
function wrongPlace(error: unknown, settings: PreflightInputs): string | undefined {
  if (!isAzureError(error)) return undefined;
  const { code, summary } = error;
  if (code === "SubscriptionNotFound" || code === "InvalidSubscriptionId")
    return `subscription '${settings.subscriptionId}' is not there for this login (${summary}); set azure-native:subscriptionId or ARM_SUBSCRIPTION_ID, or log in to its tenant`;
  if (/^(LocationNotAvailable|NoRegisteredProviderFound|InvalidLocation)/.test(code))
    return `azure-native:location '${settings.location}' is no region with Azure ML (${summary}); set another one`;
  return undefined;
}

/** @param permissions undefined where the subscription is not there: then there is nothing to say of them */
function permissionProblems(
  permissions: readonly Permission[] | undefined,
  more: readonly string[],
  subscriptionId: string,
): string[] {
  const missing = missingActions(permissions ?? [], [...neededActions, ...more]);
  if (permissions === undefined || missing.length === 0) return [];
  return [
    `this login may not ${missing.join(", ")} in subscription '${subscriptionId}'; ask for Contributor and Role Based Access Control Administrator, or Owner`,
  ];
}

/** At the resource group, where what is granted on the subscription counts, too; without a group at the subscription. */
async function callersPermissions(
  azure: Azure,
  { subscriptionId, resourceGroupName }: PreflightInputs,
): Promise<readonly Permission[]> {
  const subscription = `/subscriptions/${subscriptionId}`;
  try {
    return await azure.roles.permissions(`${subscription}/resourceGroups/${resourceGroupName}`);
  } catch (error) {
    if (!isAzureError(error, 404)) throw error;
    return azure.roles.permissions(subscription);
  }
}

async function askMachineLearning(azure: Azure, settings: PreflightInputs): Promise<Asked> {
  const { location } = settings;
  const [sizes, families, own] = await Promise.all([
    azure.quota.vmSizes(location),
    azure.quota.families(location),
    ownUse(azure, settings),
  ]);
  return { sizes, families, own };
}

function computeFindings(settings: PreflightInputs, { sizes, families, own }: Asked): Findings {
  const { location } = settings;
  const offered = [
    ...unoffered("cluster.vmSize", settings.training.vmSize, "AmlCompute", sizes, location),
    ...(settings.serving
      ? unoffered("serving.instanceType", settings.serving.vmSize, "MIR", sizes, location)
      : []),
  ];
  if (offered.length > 0) return { problems: offered, warnings: [] };
  return quotaFindings({
    location,
    training: use(settings.training, sizes, cores),
    kept: use({ ...settings.training, count: settings.training.minCount ?? 0 }, sizes, cores),
    serving: settings.serving ? use(settings.serving, sizes, reserved) : undefined,
    rollout: settings.serving?.rollout ?? "blueGreen",
    live: own.live.map((one) => use(one, sizes, reserved)),
    nodes: own.nodes.map((one) => use(one, sizes, cores)),
    usages: families,
  });
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
  coresOf: (count: number, size: VmSize) => number,
): Use {
  const size = sizes.find(({ name }) => sameName(name, need.vmSize));
  return {
    ...need,
    family: size?.family ?? need.vmSize,
    cores: size ? coresOf(need.count, size) : 0,
  };
}

function cores(count: number, { vCPUs }: VmSize): number {
  return count * vCPUs;
}

function reserved(count: number, { name, vCPUs }: VmSize): number {
  return servingCores(count, vCPUs, findVmSize(name)?.skipsReserve ?? false);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
