/** A GPU size of Azure, as far as quota and choice need it. */
export interface VmSize {
  readonly name: string;
  /** Quota family as `vmSizes[].family` names it; Azure's own spelling varies in case. */
  readonly family: string;
  readonly vCPUs: number;
  readonly gpus: number;
  /** GPU model and its memory in GB. */
  readonly gpu: string;
  /** Main memory in GB. */
  readonly memoryGB: number;
  /**
   * An online endpoint of this size is spared the 20 % of quota that Azure ML sets aside for
   * upgrades: it needs `instances × vCPUs`, any other `ceil(1.2 × instances) × vCPUs`.
   */
  readonly skipsReserve: boolean;
}

const size = (
  name: string,
  family: string,
  [vCPUs, gpus, memoryGB]: readonly [number, number, number],
  gpu: string,
  skipsReserve: boolean,
): VmSize => ({ name, family, vCPUs, gpus, gpu, memoryGB, skipsReserve });

const nca100 = "standardNCADSA100v4Family";
const nch100 = "standardNCadsH100v5Family";
const ncv3 = "standardNCSv3Family";
const t4 = "standardNCASv3_T4Family";

/**
 * GPU sizes of fine-tuning and serving. Sources, read 2026-11-21: cores, GPUs and memory from
 * skypilot-org/skypilot-catalog catalogs/v6/azure/vms.csv; the reserve from MicrosoftDocs/azure-ai-docs
 * articles/machine-learning/reference-managed-online-endpoints-vm-sku-list.md (of 2023-10-18). What a region really
 * offers is asked from Azure before anything is created.
 */
export const vmSizes: readonly VmSize[] = [
  size("Standard_NC24ads_A100_v4", nca100, [24, 1, 220], "A100 80", true),
  size("Standard_NC48ads_A100_v4", nca100, [48, 2, 440], "A100 80", true),
  size("Standard_NC96ads_A100_v4", nca100, [96, 4, 880], "A100 80", true),
  size("Standard_ND96asr_v4", "standardNDASv4_A100Family", [96, 8, 900], "A100 40", true),
  size("Standard_ND96amsr_A100_v4", "standardNDAMSv4_A100Family", [96, 8, 1800], "A100 80", true),
  size("Standard_NC40ads_H100_v5", nch100, [40, 1, 320], "H100 94", true),
  size("Standard_NC80adis_H100_v5", nch100, [80, 2, 640], "H100 94", true),
  size("Standard_ND96isr_H100_v5", "standardNDSH100v5Family", [96, 8, 1900], "H100 80", true),
  size("Standard_ND40rs_v2", "standardNDSv2Family", [40, 8, 672], "V100 32", true),
  size("Standard_NC6s_v3", ncv3, [6, 1, 112], "V100 16", false),
  size("Standard_NC12s_v3", ncv3, [12, 2, 224], "V100 16", false),
  size("Standard_NC24s_v3", ncv3, [24, 4, 448], "V100 16", false),
  size("Standard_NC24rs_v3", ncv3, [24, 4, 448], "V100 16", false),
  size("Standard_NC4as_T4_v3", t4, [4, 1, 28], "T4 16", false),
  size("Standard_NC8as_T4_v3", t4, [8, 1, 56], "T4 16", false),
  size("Standard_NC16as_T4_v3", t4, [16, 1, 110], "T4 16", false),
  size("Standard_NC64as_T4_v3", t4, [64, 4, 440], "T4 16", false),
];

/** The size of that name; Azure compares size names without case. */
export function findVmSize(name: string): VmSize | undefined {
  return vmSizes.find((vm) => vm.name.toLowerCase() === name.toLowerCase());
}
