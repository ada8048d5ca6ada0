/** A VM size as Azure ML offers it. */
export interface VmSize {
  readonly name: string;
  readonly family: string;
  readonly vCPUs: number;
  readonly gpus: number;
  readonly memoryGB: number;
  /** Temporary disk in GB. */
  readonly diskGB: number;
  /** USD per hour, Linux, pay as you go, East US. */
  readonly price: number;
  /** USD per hour at low priority; absent when the size has no low priority. */
  readonly lowPriorityPrice?: number;
  /** Offered for managed online endpoints. */
  readonly serves: boolean;
  /** Spared the 20 % of endpoint quota that Azure ML sets aside for upgrades. */
  readonly skipsReserve: boolean;
  /** First and first-no-more day, YYYY-MM-DD. */
  readonly from?: string;
  readonly until?: string;
}

type Numbers = readonly [
  vCPUs: number,
  gpus: number,
  memoryGB: number,
  diskGB: number,
  price: number,
];

function size(
  name: string,
  family: string,
  [vCPUs, gpus, memoryGB, diskGB, price]: Numbers,
  more: Partial<VmSize> = {},
): VmSize {
  const lowPriorityPrice = Math.round(price * 200) / 1000;
  const facts = { vCPUs, gpus, memoryGB, diskGB, price, lowPriorityPrice };
  return { name, family, ...facts, serves: true, skipsReserve: false, ...more };
}

const spared = { skipsReserve: true };
const ncv3 = { until: "2025-09-30" };
const kepler = { until: "2023-08-31" };
const trainingOnly = { serves: false };

/**
 * The sizes of local Azure's regions. Sources: cores, GPUs, memory and prices from skypilot-org/skypilot-catalog
 * catalogs/v6/azure/vms.csv (read 2026-11-21; CPU sizes: Azure's price list, rounded); retirements from
 * MicrosoftDocs/azure-compute-docs articles/virtual-machines/sizes/retirement/retired-sizes-list.md; the reserve from
 * MicrosoftDocs/azure-ai-docs articles/machine-learning/reference-managed-online-endpoints-vm-sku-list.md. The low
 * priority price is a fifth of the price and the days from which the H100 sizes are offered are approximate.
 */
const sizes: readonly VmSize[] = [
  size("Standard_DS1_v2", "standardDSv2Family", [1, 0, 3.5, 7, 0.073], trainingOnly),
  size("Standard_DS2_v2", "standardDSv2Family", [2, 0, 7, 14, 0.146]),
  size("Standard_DS3_v2", "standardDSv2Family", [4, 0, 14, 28, 0.293]),
  size("Standard_DS4_v2", "standardDSv2Family", [8, 0, 28, 56, 0.585]),
  size("Standard_DS5_v2", "standardDSv2Family", [16, 0, 56, 112, 1.17]),
  size("Standard_DS11_v2", "standardDSv2Family", [2, 0, 14, 28, 0.185], trainingOnly),
  size("Standard_DS12_v2", "standardDSv2Family", [4, 0, 28, 56, 0.371], trainingOnly),
  size("Standard_D2_v2", "standardDv2Family", [2, 0, 7, 100, 0.146], trainingOnly),
  size("Standard_D12_v2", "standardDv2Family", [4, 0, 28, 200, 0.371], trainingOnly),
  size("Standard_F2s_v2", "standardFSv2Family", [2, 0, 4, 16, 0.0846]),
  size("Standard_F4s_v2", "standardFSv2Family", [4, 0, 8, 32, 0.169]),
  size("Standard_F8s_v2", "standardFSv2Family", [8, 0, 16, 64, 0.338]),
  size("Standard_E4s_v3", "standardESv3Family", [4, 0, 32, 64, 0.252]),
  size("Standard_NC6", "standardNCFamily", [6, 1, 56, 340, 0.9], kepler),
  size("Standard_NC12", "standardNCFamily", [12, 2, 112, 680, 1.8], kepler),
  size("Standard_NC24", "standardNCFamily", [24, 4, 224, 1440, 3.6], kepler),
  size("Standard_NC24r", "standardNCFamily", [24, 4, 224, 1440, 3.96], kepler),
  size("Standard_NC6s_v2", "standardNCSv2Family", [6, 1, 112, 736, 2.07], kepler),
  size("Standard_NC12s_v2", "standardNCSv2Family", [12, 2, 224, 1474, 4.14], kepler),
  size("Standard_NC24s_v2", "standardNCSv2Family", [24, 4, 448, 2948, 8.28], kepler),
  size("Standard_NC6s_v3", "standardNCSv3Family", [6, 1, 112, 736, 3.06], ncv3),
  size("Standard_NC12s_v3", "standardNCSv3Family", [12, 2, 224, 1474, 6.12], ncv3),
  size("Standard_NC24s_v3", "standardNCSv3Family", [24, 4, 448, 2948, 12.24], ncv3),
  size("Standard_NC24rs_v3", "standardNCSv3Family", [24, 4, 448, 2948, 13.46], ncv3),
  size("Standard_ND40rs_v2", "standardNDSv2Family", [40, 8, 672, 2948, 22.032], spared),
  size("Standard_NC4as_T4_v3", "standardNCASv3_T4Family", [4, 1, 28, 176, 0.526]),
  size("Standard_NC8as_T4_v3", "standardNCASv3_T4Family", [8, 1, 56, 352, 0.752]),
  size("Standard_NC16as_T4_v3", "standardNCASv3_T4Family", [16, 1, 110, 352, 1.204]),
  size("Standard_NC64as_T4_v3", "standardNCASv3_T4Family", [64, 4, 440, 2816, 4.352]),
  size("Standard_NC24ads_A100_v4", "standardNCADSA100v4Family", [24, 1, 220, 64, 3.673], spared),
  size("Standard_NC48ads_A100_v4", "standardNCADSA100v4Family", [48, 2, 440, 128, 7.346], spared),
  size("Standard_NC96ads_A100_v4", "standardNCADSA100v4Family", [96, 4, 880, 256, 14.692], spared),
  size("Standard_ND96asr_v4", "standardNDASv4_A100Family", [96, 8, 900, 6000, 27.197], spared),
  size(
    "Standard_ND96amsr_A100_v4",
    "standardNDAMSv4_A100Family",
    [96, 8, 1800, 6400, 32.77],
    spared,
  ),
  size("Standard_NC40ads_H100_v5", "standardNCadsH100v5Family", [40, 1, 320, 3576, 6.98], {
    ...spared,
    from: "2024-11-01",
  }),
  size("Standard_NC80adis_H100_v5", "standardNCadsH100v5Family", [80, 2, 640, 7152, 13.96], {
    ...spared,
    from: "2024-11-01",
  }),
  size("Standard_ND96isr_H100_v5", "standardNDSH100v5Family", [96, 8, 1900, 28000, 98.32], spared),
];

/** The sizes that are offered on a day. */
export function vmSizesAsOf(asOf: Date): readonly VmSize[] {
  const day = asOf.toISOString().slice(0, 10);
  return sizes.filter(({ from = "", until = "9" }) => from <= day && day < until);
}

/** A size that is offered on that day; compared without case, as Azure does. */
export function findVmSize(name: string, asOf: Date): VmSize | undefined {
  return vmSizesAsOf(asOf).find((one) => one.name.toLowerCase() === name.toLowerCase());
}

/** Every quota family, of retired sizes too: their quota lines stay. */
export const quotaFamilies: readonly string[] = [...new Set(sizes.map(({ family }) => family))];
